'use client';

import { PageError } from '@/components/shell/page-error';

const RootError = ({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) => (
  <main id="main" className="mx-auto flex min-h-dvh max-w-[640px] items-center px-4">
    <PageError error={error} reset={reset} />
  </main>
);

export default RootError;
