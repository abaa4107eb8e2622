'use client';

import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { cn } from './cn';
import { lazily } from './lazily';

type DialogProps = { isOpen: boolean; onOpenChange: (isOpen: boolean) => void; title: string; description?: ReactNode; children: ReactNode; isClosable?: boolean };

const usePrimitive = lazily(() => import('./dialog-parts').then((module) => module.Dialog));

const shape = 'left-1/2 top-1/2 max-h-[calc(100dvh-32px)] w-[calc(100vw-32px)] max-w-[480px] -translate-x-1/2 -translate-y-1/2 rounded-card animate-appear';

/** A modal question. Focus moves in, stays, and returns. */
export const Dialog = ({ isOpen, onOpenChange, title, description, children, isClosable = true }: DialogProps) => {
  const Primitive = usePrimitive();
  return Primitive && (
    <Primitive.Root open={isOpen} onOpenChange={onOpenChange}>
      <Primitive.Portal>
        <Primitive.Overlay className="fixed inset-0 z-40 bg-scrim" />
        <Primitive.Content
          aria-describedby={description ? undefined : ''}
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
