import { CopyButton } from './copy-button';

/** Code to copy. It scrolls inside itself, by keyboard too. */
export const CodeBlock = ({ code, label }: { code: string; label: string }) => (
  <div className="relative min-w-0 rounded-inner border border-line bg-sunken">
    <pre tabIndex={0} role="region" aria-label={label} className="overflow-x-auto p-3 pr-11 font-mono text-12 text-ink"><code>{code}</code></pre>
    <CopyButton text={code} label={label} className="absolute right-1.5 top-1.5 bg-sunken" />
  </div>
);
