'use client';

import { LogOut, SunMoon } from 'lucide-react';
import { Command } from 'cmdk';
import { useRouter } from 'next/navigation';
import { useTheme } from 'next-themes';
import type { ReactNode } from 'react';
import { usePlaces } from './places';
import { useSignOut } from './sign-out';

const itemClass = 'flex h-10 cursor-default select-none items-center gap-3 rounded-inner px-3 text-14 text-ink data-[selected=true]:bg-sunken [&_svg]:size-4 [&_svg]:text-muted';
const groupClass = '[&_[cmdk-group-heading]]:px-3 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:text-12 [&_[cmdk-group-heading]]:text-muted';

/** What was typed is in the name or in one of its other words, as it stands: no guessing. */
const matches = (value: string, search: string, keywords: string[] = []): number =>
  [value, ...keywords].some((word) => word.toLowerCase().includes(search.trim().toLowerCase())) ? 1 : 0;

type Props = { isOpen: boolean; onOpenChange: (isOpen: boolean) => void };

const Palette = ({ isOpen, onOpenChange }: Props) => {
  const router = useRouter();
  const places = usePlaces();
  const signOut = useSignOut();
  const { resolvedTheme, setTheme } = useTheme();
  const run = (action: () => void) => () => { onOpenChange(false); action(); };
  return (
    <Command.Dialog
      open={isOpen} onOpenChange={onOpenChange} label="Command palette" loop filter={matches}
      overlayClassName="fixed inset-0 z-40 bg-scrim"
      contentClassName="fixed left-1/2 top-[12vh] z-50 w-[calc(100vw-32px)] max-w-[560px] -translate-x-1/2 overflow-hidden rounded-card border border-line bg-raised shadow-float"
    >
      <Command.Input placeholder="Go to a page or do something" className="h-12 w-full border-b border-line bg-transparent px-4 text-14 text-ink outline-none placeholder:text-muted" />
      <Command.List className="max-h-80 overflow-y-auto p-1.5">
        <Command.Empty className="px-3 py-8 text-center text-13 text-muted">Nothing by that name.</Command.Empty>
        <Command.Group heading="Go to" className={groupClass}>
          {places.map(({ href, label, icon: Icon, words }) => (
            <Command.Item key={href} value={label} keywords={words.split(' ')} onSelect={run(() => router.push(href))} className={itemClass}><Icon aria-hidden />{label}</Command.Item>
          ))}
        </Command.Group>
        <Command.Group heading="Do" className={groupClass}>
          <Action words={['dark', 'light', 'mode']} onSelect={run(() => setTheme(resolvedTheme === 'dark' ? 'light' : 'dark'))} icon={<SunMoon aria-hidden />}>Switch theme</Action>
          <Action words={['log', 'leave', 'exit']} onSelect={run(signOut)} icon={<LogOut aria-hidden />}>Sign out</Action>
        </Command.Group>
      </Command.List>
    </Command.Dialog>
  );
};

const Action = ({ words, onSelect, icon, children }: { words: string[]; onSelect: () => void; icon: ReactNode; children: string }) => (
  <Command.Item value={children} keywords={words} onSelect={onSelect} className={itemClass}>{icon}{children}</Command.Item>
);

export default Palette;
