'use client';

import { Search } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useEffect, useState } from 'react';

const loadPalette = () => import('./palette');
const Palette = dynamic(loadPalette, { ssr: false });

/** Opens and closes with Ctrl K or Cmd K, wherever the focus is. */
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

/** The button that shows the shortcut, and the palette, which is fetched once the page is there. */
export const CommandPalette = ({ onSignOut }: { onSignOut: () => void }) => {
  const [isOpen, setOpen] = useState(false);
  const [wasOpened, setWasOpened] = useState(false);
  const change = (open: boolean) => {
    setOpen(open);
    if (open) setWasOpened(true);
  };
  useShortcut(() => change(!isOpen));
  useEffect(() => void loadPalette(), []);
  return (
    <>
      <button type="button" onClick={() => change(true)} className="flex h-9 w-full items-center gap-2 rounded-inner border border-line bg-raised px-2.5 text-13 text-muted transition-colors hover:border-edge hover:text-ink">
        <Search aria-hidden className="size-4" />
        <span className="grow text-left">Go to</span>
        <kbd className="font-mono text-12">Ctrl K</kbd>
      </button>
      {wasOpened && <Palette isOpen={isOpen} onOpenChange={change} onSignOut={onSignOut} />}
    </>
  );
};
