'use client';

import { Search } from 'lucide-react';
import { useEffect, useState } from 'react';
import { lazily } from '@/components/ui/lazily';

/** No Suspense: that would hold it back for a third of a second, and what is typed meanwhile. */
const usePalette = lazily(() => import('./palette'));

/** Opens and closes with Ctrl K or Cmd K, wherever the focus is, but over no dialog. */
const useShortcut = (toggle: () => void) => {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.metaKey || event.ctrlKey)) return;
      event.preventDefault();
      toggle();
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, [toggle]);
};

/** The button that shows the shortcut, and the palette. */
export const CommandPalette = () => {
  const [isOpen, setOpen] = useState(false);
  const palette = usePalette(isOpen, () => setOpen(false));
  useShortcut(() => setOpen(!isOpen && document.querySelector('[role=dialog]') === null));
  return (
    <>
      <button type="button" onClick={() => setOpen(true)} className="flex h-9 w-full items-center gap-2 rounded-inner border border-line bg-raised px-2.5 text-13 text-muted transition-colors hover:border-edge hover:text-ink">
        <Search aria-hidden className="size-4" />
        <span className="grow text-left">Go to</span>
        <kbd className="font-mono text-12">Ctrl K</kbd>
      </button>
      {palette && <palette.default isOpen={isOpen} onOpenChange={setOpen} />}
    </>
  );
};
