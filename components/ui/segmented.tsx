'use client';

import { ToggleGroup } from 'radix-ui';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { cn } from './cn';

const track = 'inline-flex max-w-full items-center gap-0.5 overflow-x-auto rounded-inner border border-line bg-sunken p-0.5';
const piece = 'inline-flex h-7 shrink-0 items-center gap-1.5 rounded-[4px] px-2.5 text-13 font-medium text-muted transition-colors hover:text-ink';
const chosen = 'bg-raised text-ink ring-1 ring-line';

type Option = { value: string; label: ReactNode };

/** One of two to five, all in sight. */
export const Segmented = ({ label, value, onChange, options }: { label: string; value: string; onChange: (value: string) => void; options: Option[] }) => (
  <ToggleGroup.Root type="single" aria-label={label} value={value} onValueChange={(next) => { if (next) onChange(next); }} className={track}>
    {options.map((option) => (
      <ToggleGroup.Item key={option.value} value={option.value} className={cn(piece, option.value === value && chosen)}>{option.label}</ToggleGroup.Item>
    ))}
  </ToggleGroup.Root>
);

/** The same, where the choice is an address: it can be shared, and works before the page is alive. */
export const SegmentedLinks = ({ label, value, options }: { label: string; value: string; options: (Option & { href: string })[] }) => (
  <nav aria-label={label} className={track}>
    {options.map((option) => (
      <Link key={option.value} href={option.href} scroll={false} replace aria-current={option.value === value ? 'true' : undefined} className={cn(piece, option.value === value && chosen)}>
        {option.label}
      </Link>
    ))}
  </nav>
);
