import { CircleAlert } from 'lucide-react';
import { ProblemError } from '@/components/api-client';
import { CopyButton } from './copy-button';

/** What a form was refused for, with the id to quote where it was our fault. */
export const FormError = ({ error }: { error: Error }) => {
  const requestId = error instanceof ProblemError && error.status >= 500 ? error.requestId : null;
  return (
    <div role="alert" className="flex items-start gap-2 rounded-inner bg-danger-soft p-3 text-13 text-danger">
      <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
      <div className="min-w-0">
        <p>{error.message}</p>
        {requestId && <p className="mt-1 flex items-center gap-1 font-mono text-12"><span className="break-all">{requestId}</span><CopyButton text={requestId} label="request id" /></p>}
      </div>
    </div>
  );
};
