import { CopyButton } from './copy-button';

/** Code to copy. It scrolls inside itself, by keyboard too. */
export const CodeBlock = ({ code, label }: { code: string; label: string }) => (
  <div className="flex min-w-0 flex-wrap items-start rounded-inner border border-line bg-sunken [&>[role=status]]:basis-full">
    <pre tabIndex={0} role="region" aria-label={label} className="min-w-0 flex-1 overflow-x-auto rounded-inner p-3 font-mono text-12 text-ink"><code>{code}</code></pre>
    <CopyButton text={code} label={label} className="m-1.5 ml-0 hover:bg-raised" />
  </div>
);
