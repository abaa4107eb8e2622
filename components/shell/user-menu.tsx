'use client';

import { ChevronsUpDown, LogOut, ShieldCheck } from 'lucide-react';
import Link from 'next/link';
import { useTheme } from 'next-themes';
import { cn } from '@/components/ui/cn';
import { Menu, MenuChoices, MenuHeading, MenuItem, MenuSeparator } from '@/components/ui/menu';
import { useSignOut } from './sign-out';
import { themeChoices } from './theme-choices';

type UserMenuProps = { user: { name: string; email: string; isOperator: boolean }; isCompact?: boolean };

export const initialOf = (text: string): string => (Array.from(text.trim())[0] ?? '?').toUpperCase();

export const Initial = ({ of, className }: { of: string; className?: string }) => (
  <span aria-hidden className={cn('inline-flex size-7 shrink-0 items-center justify-center rounded-inner bg-accent-soft text-13 font-semibold text-accent', className)}>{initialOf(of)}</span>
);

/** Who is signed in, the theme, and the way out. */
export const UserMenu = ({ user, isCompact = false }: UserMenuProps) => {
  const { theme = 'system', setTheme } = useTheme();
  const signOut = useSignOut();
  const shown = user.name || user.email;
  const trigger = (
    <button type="button" aria-label={isCompact ? `Account: ${shown}` : undefined} className={cn('flex h-10 min-w-0 items-center gap-2.5 rounded-inner px-1.5 text-left transition-colors hover:bg-sunken', !isCompact && 'w-full')}>
      <Initial of={shown} className="rounded-full" />
      {!isCompact && <span className="min-w-0 grow truncate text-13 text-ink"><span className="sr-only">Account: </span>{shown}</span>}
      {!isCompact && <ChevronsUpDown aria-hidden className="size-4 shrink-0 text-muted" />}
    </button>
  );
  return (
    <Menu trigger={trigger} align={isCompact ? 'end' : 'start'} side={isCompact ? 'bottom' : 'top'}>
      <MenuHeading>
        <span className="block max-w-60 truncate font-medium text-ink">{user.name || 'Signed in'}</span>
        <span className="block max-w-60 truncate text-12 text-muted">{user.email}</span>
      </MenuHeading>
      <MenuSeparator />
      <MenuChoices label="Theme" value={theme} onChange={setTheme} choices={themeChoices} />
      <MenuSeparator />
      {user.isOperator && <MenuItem asChild><Link href="/admin"><ShieldCheck aria-hidden />Operator’s pages</Link></MenuItem>}
      <MenuItem onSelect={signOut}><LogOut aria-hidden />Sign out</MenuItem>
    </Menu>
  );
};
