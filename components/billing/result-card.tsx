'use client';

import { CircleCheck, LoaderCircle } from 'lucide-react';
import { useEffect, useRef, type ReactNode } from 'react';
import { Card } from '@/components/ui/card';

/** How something ended. The focus goes to its heading, so that it is read out. */
export const ResultCard = ({ title, isWaiting = false, children }: { title: string; isWaiting?: boolean; children: ReactNode }) => {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), [title]);
  return (
    <Card className="mx-auto flex min-h-64 max-w-[640px] flex-col items-start justify-center gap-3 p-6 sm:p-8">
      {isWaiting ? <LoaderCircle aria-hidden className="size-6 animate-spin text-accent" /> : <CircleCheck aria-hidden className="size-6 text-success" />}
      <h1 ref={heading} tabIndex={-1} className="text-20 font-semibold outline-none">{title}</h1>
      {children}
    </Card>
  );
};
