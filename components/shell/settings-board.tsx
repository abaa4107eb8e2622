'use client';

import { LogOut } from 'lucide-react';
import { useTheme } from 'next-themes';
import { useSyncExternalStore, type ReactNode } from 'react';
import { Button } from '@/components/ui/button';
import { Card, CardBody, CardHeader } from '@/components/ui/card';
import { CopyButton } from '@/components/ui/copy-button';
import { Segmented } from '@/components/ui/segmented';
import { Skeleton } from '@/components/ui/skeleton';
import type { MeView } from '@/lib/domain/views/workspace-view';
import { useSignOut } from './sign-out';

const never = () => () => {};

/** False on the server, which cannot know the theme that this browser chose. */
const useIsBrowser = (): boolean => useSyncExternalStore(never, () => true, () => false);

const Line = ({ name, children }: { name: string; children: ReactNode }) => (
  <div className="flex min-h-10 flex-wrap items-center justify-between gap-x-4 border-b border-line py-1.5 last:border-b-0 sm:justify-start">
    <dt className="w-44 shrink-0 text-muted">{name}</dt>
    <dd className="min-w-0 break-words">{children}</dd>
  </div>
);

const ThemeSwitch = () => {
  const { theme = 'system', setTheme } = useTheme();
  if (!useIsBrowser()) return <Skeleton className="h-9 w-56" />;
  return <Segmented label="Theme" value={theme} onChange={setTheme} options={[{ value: 'system', label: 'System' }, { value: 'light', label: 'Light' }, { value: 'dark', label: 'Dark' }]} />;
};

const SignOutButton = () => <div><Button onClick={useSignOut()}><LogOut aria-hidden />Sign out</Button></div>;

/** Who you are here, how it looks, and the way out. */
export const SettingsBoard = ({ me }: { me: MeView }) => (
  <div className="grid max-w-[720px] gap-6">
    <Card aria-labelledby="you">
      <CardHeader id="you" title="You" />
      <dl className="px-4 py-2 text-13 sm:px-5">
        <Line name="Name">{me.user.name || 'Not given'}</Line>
        <Line name="E-mail">{me.user.email}</Line>
        <Line name="Workspace">{me.workspace.name}</Line>
        <Line name="Role">{me.role.charAt(0).toUpperCase() + me.role.slice(1)}</Line>
        <Line name="Workspace id"><span className="flex items-center gap-1 font-mono text-12"><span className="break-all">{me.workspace.id}</span><CopyButton text={me.workspace.id} label="workspace id" /></span></Line>
      </dl>
    </Card>
    <Card aria-labelledby="looks">
      <CardHeader id="looks" title="Theme" description="System follows your device. The choice stays in this browser." />
      <CardBody><ThemeSwitch /></CardBody>
    </Card>
    <SignOutButton />
  </div>
);
