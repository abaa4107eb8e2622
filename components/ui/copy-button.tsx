'use client';

import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import { cn } from './cn';

type CopyButtonProps = { text: string; label: string; children?: string; className?: string };

/** Copies a text and says so, to the eye and to a screen reader. `label` names what is copied. */
export const CopyButton = ({ text, label, children, className }: CopyButtonProps) => {
  const [isCopied, setCopied] = useState(false);

  useEffect(() => {
    if (!isCopied) return;
    const timer = setTimeout(() => setCopied(false), 2000);
    return () => clearTimeout(timer);
  }, [isCopied]);

  const copy = async () => {
    await navigator.clipboard.writeText(text);
    setCopied(true);
  };

  const Icon = isCopied ? Check : Copy;
  return (
    <button
      type="button"
      onClick={() => void copy()}
      aria-label={children ? undefined : isCopied ? `${label}: copied` : `Copy ${label}`}
      className={cn(
        'inline-flex h-7 min-w-7 shrink-0 items-center justify-center gap-1.5 rounded-inner border border-transparent px-1.5 text-12 font-medium text-muted transition-colors hover:bg-sunken hover:text-ink',
        children && 'border-line bg-raised px-2.5', className,
      )}
    >
      <Icon aria-hidden className={cn('size-3.5', isCopied && 'text-success')} />
      {children && <span>{isCopied ? 'Copied' : children}</span>}
      <span role="status" className="sr-only">{isCopied ? `Copied ${label}` : ''}</span>
    </button>
  );
};
