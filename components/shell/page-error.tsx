'use client';

import { useRouter } from 'next/navigation';
import { useTransition } from 'react';
import { Card } from '@/components/ui/card';
import { ErrorState } from '@/components/ui/error-state';
import { PageHeader } from './page-header';

/** A page that could not be made. Its digest is in the server's log beside the cause. */
export const PageError = ({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) => {
  const router = useRouter();
  const [isRetrying, startRetry] = useTransition();
  const retry = () => startRetry(() => { router.refresh(); reset(); });
  return (
    <div className="w-full">
      <PageHeader title="Something went wrong" />
      <Card>
        <ErrorState title="This page could not be loaded" detail="Nothing was changed. Try again; if it fails once more, quote the number below to support." requestId={error.digest} onRetry={retry} isRetrying={isRetrying} />
      </Card>
    </div>
  );
};
