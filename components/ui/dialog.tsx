'use client';

import { X } from 'lucide-react';
import { useLayoutEffect, useRef, type ReactNode } from 'react';
import { cn } from './cn';
import { lazily } from './lazily';
import { useIsAside } from './set-aside';

type DialogProps = { isOpen: boolean; onOpenChange: (isOpen: boolean) => void; title: string; description?: ReactNode; children: ReactNode; /** False while what was asked for is under way, and while only the dialog's own button may end it. */ isClosable?: boolean };

const usePrimitive = lazily(() => import('./dialog-parts').then((module) => module.Dialog));

const shape = 'left-1/2 top-1/2 max-h-[calc(100dvh-32px)] w-[calc(100vw-32px)] max-w-[480px] -translate-x-1/2 -translate-y-1/2 rounded-card animate-appear';

/** What opens a dialog: of a menu, whose items go with it, its button. */
const openerOf = (focused: Element | null): Element | null => {
  const menu = focused?.closest('[role=menu]');
  return menu ? document.getElementById(menu.getAttribute('aria-labelledby') ?? '') : focused;
};

/** Where the focus was before, for when it returns: its element may be gone by then. */
const useReturn = (isOpen: boolean) => {
  const opener = useRef<Element | null>(null);
  useLayoutEffect(() => {
    if (isOpen) opener.current = openerOf(document.activeElement);
  }, [isOpen]);
  return (event: Event) => {
    event.preventDefault();
    const before = opener.current;
    const target = before instanceof HTMLElement && before.isConnected && before !== document.body ? before : document.getElementById('main');
    target?.focus();
  };
};

/** A modal question. Focus moves in, stays, and returns. */
export const Dialog = ({ isOpen, onOpenChange, title, description, children, isClosable = true }: DialogProps) => {
  const Primitive = usePrimitive(isOpen, () => onOpenChange(false));
  const isAside = useIsAside();
  const giveBack = useReturn(isOpen);
  return Primitive && (
    <Primitive.Root open={isOpen && !isAside} onOpenChange={onOpenChange}>
      <Primitive.Portal>
        <Primitive.Overlay className="fixed inset-0 z-40 bg-scrim" />
        <Primitive.Content
          aria-describedby={description ? undefined : ''}
          onCloseAutoFocus={giveBack}
          onInteractOutside={(event) => { if (!isClosable) event.preventDefault(); }}
          onEscapeKeyDown={(event) => { if (!isClosable) event.preventDefault(); }}
          className={cn('fixed z-50 overflow-y-auto border border-line bg-raised p-5 shadow-float sm:p-6', shape)}
        >
          <div className="flex items-start justify-between gap-4">
            <Primitive.Title className="text-16 font-semibold text-ink">{title}</Primitive.Title>
            {isClosable && (
              <Primitive.Close className="-mr-1 -mt-1 inline-flex size-8 items-center justify-center rounded-inner text-muted hover:bg-sunken hover:text-ink" aria-label="Close">
                <X aria-hidden className="size-4" />
              </Primitive.Close>
            )}
          </div>
          {description && <Primitive.Description className="mt-1 text-13 text-muted">{description}</Primitive.Description>}
          <div className="mt-4">{children}</div>
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  );
};
