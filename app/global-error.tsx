'use client';

import './globals.css';

const GlobalError = ({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) => (
  <html lang="en">
    <body className="min-h-dvh bg-surface text-14 text-ink">
      <main className="mx-auto flex min-h-dvh max-w-[520px] flex-col items-start justify-center gap-3 px-6">
        <h1 className="text-20 font-semibold">Tollgate could not show this page</h1>
        <p className="text-muted">Calls to the API are not affected. Try again; if it fails once more, quote the number below to support.</p>
        {error.digest && <p className="font-mono text-12 text-muted">{error.digest}</p>}
        <button type="button" onClick={reset} className="mt-3 h-9 rounded-inner border border-accent bg-accent px-4 font-medium text-accent-on">Try again</button>
      </main>
    </body>
  </html>
);

export default GlobalError;
