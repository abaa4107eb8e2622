'use client';

import { LoaderCircle } from 'lucide-react';
import { useImperativeHandle, useLayoutEffect, useRef, type ComponentProps, type FocusEvent } from 'react';

type PressButtonProps = ComponentProps<'button'> & { isPending: boolean };

/** A button that cannot be pressed while what it began is under way. The browser takes the focus from it meanwhile; it gets it back, unless the focus went elsewhere. */
export const PressButton = ({ isPending, disabled, children, ref, ...rest }: PressButtonProps) => {
  const button = useRef<HTMLButtonElement>(null);
  const hasFocus = useRef(false);
  useImperativeHandle<HTMLButtonElement | null, HTMLButtonElement | null>(ref, () => button.current, []);
  useLayoutEffect(() => {
    if (isPending || !hasFocus.current) return;
    // On the page, or on the dialog around it.
    if (document.activeElement?.contains(button.current)) button.current?.focus({ preventScroll: true });
    if (document.activeElement !== button.current) hasFocus.current = false;
  }, [isPending]);
  const leave = ({ currentTarget }: FocusEvent<HTMLButtonElement>) => {
    if (!currentTarget.disabled) hasFocus.current = false;
  };
  return (
    <button ref={button} type="button" disabled={disabled || isPending} aria-busy={isPending || undefined} onFocusCapture={() => (hasFocus.current = true)} onBlurCapture={leave} {...rest}>
      {isPending && <LoaderCircle aria-hidden className="animate-spin" />}
      {children}
    </button>
  );
};
