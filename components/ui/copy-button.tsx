'use client';

import { Check, Copy } from 'lucide-react';
import { useEffect, useState, type MouseEvent } from 'react';
import { cn } from './cn';

type CopyButtonProps = { text: string; label: string; children?: string; className?: string };

/** Selects the text where it stands before the button. Answers whether it does. */
const select = (button: HTMLButtonElement, text: string): boolean => {
  const shown = button.previousElementSibling;
  if (shown?.textContent !== text) return false;
  window.getSelection()?.selectAllChildren(shown);
  return true;
};

/** Copies a text and says so, to the eye and to a screen reader. `label` names what is copied. On a page without https the browser may not let it, and then says so too. */
export const CopyButton = ({ text, label, children, className }: CopyButtonProps) => {
  const [isCopied, setCopied] = useState(false);
  const [failure, setFailure] = useState('');

  useEffect(() => {
    if (!isCopied) return;
    const timer = setTimeout(() => setCopied(false), 2000);
    return () => clearTimeout(timer);
  }, [isCopied]);

  const copy = async ({ currentTarget }: MouseEvent<HTMLButtonElement>) => {
    setFailure('');
    try {
      await navigator.clipboard.writeText(text);
      setCopied(true);
    } catch {
      setFailure(select(currentTarget, text) ? 'It could not be copied. It is selected: press Ctrl C.' : 'It could not be copied. Select it and press Ctrl C.');
    }
  };

  const Icon = isCopied ? Check : Copy;
  return (
    <>
      <button
        type="button"
        onClick={(event) => void copy(event)}
        aria-label={children ? undefined : isCopied ? `${label}: copied` : `Copy ${label}`}
        className={cn(
          'inline-flex h-7 min-w-7 shrink-0 items-center justify-center gap-1.5 rounded-inner border border-transparent px-1.5 text-12 font-medium text-muted transition-colors hover:bg-sunken hover:text-ink',
          children && 'border-line bg-raised px-2.5', className,
        )}
      >
        <Icon aria-hidden className={cn('size-3.5', isCopied && 'text-success')} />
        {children && <span>{isCopied ? 'Copied' : children}</span>}
      </button>
      <span role="status" className={failure ? 'min-w-40 p-1.5 font-sans text-12 text-danger' : 'sr-only'}>{isCopied ? `Copied ${label}` : failure}</span>
    </>
  );
};
