'use client';

import { TriangleAlert } from 'lucide-react';
import { Button } from './button';
import { CopyButton } from './copy-button';

type ErrorStateProps = { title: string; detail: string; requestId?: string | null; onRetry?: () => void; isRetrying?: boolean };

/** What failed, what to do, and the id to quote to support. */
export const ErrorState = ({ title, detail, requestId, onRetry, isRetrying }: ErrorStateProps) => (
  <div role="alert" className="flex flex-col items-center justify-center gap-2 px-6 py-10 text-center">
    <TriangleAlert aria-hidden className="size-5 text-danger" />
    <p className="text-14 font-medium text-ink">{title}</p>
    <p className="max-w-[52ch] text-13 text-muted">{detail}</p>
    {requestId && (
      <p className="flex items-center gap-1 font-mono text-12 text-muted">
        <span className="break-all">{requestId}</span>
        <CopyButton text={requestId} label="request id" />
      </p>
    )}
    {onRetry && <Button size="sm" className="mt-2" onClick={onRetry} isPending={isRetrying}>Try again</Button>}
  </div>
);
