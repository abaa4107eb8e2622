'use client';

import { useMutation } from '@tanstack/react-query';
import { Building2, ChevronsUpDown } from 'lucide-react';
import { toast } from '@/components/ui/toast';
import { api } from '@/components/api-client';
import { isOnItsWay, setLeaving } from '@/components/page-workspace';
import { Menu, MenuChoices } from '@/components/ui/menu';
import type { MeView } from '@/lib/domain/views/workspace-view';
import { Initial } from './user-menu';

const roleWord: Record<MeView['role'], string> = { owner: 'Owner', admin: 'Admin', billing: 'Billing', member: 'Member' };

const Face = ({ me, product }: { me: MeView; product: string }) => (
  <>
    <Initial of={me.workspace.name} />
    <span className="min-w-0 grow text-left">
      <span className="block truncate text-13 font-semibold leading-4 text-ink">{me.workspace.name}</span>
      <span className="block truncate text-12 text-muted">{product} · {roleWord[me.role]}</span>
    </span>
  </>
);

/** The current workspace; a menu for those who are in several. */
export const WorkspaceMenu = ({ me, product }: { me: MeView; product: string }) => {
  const move = useMutation({
    mutationFn: (workspaceId: string) => api.patch<void>('/api/v1/me', { workspaceId }),
    onMutate: () => setLeaving(true),
    onSuccess: () => window.location.assign('/overview'),
    onError: (error) => {
      setLeaving(false);
      toast.error(error.message);
    },
  });
  // The menu stays open meanwhile.
  const moveTo = (id: string) => {
    if (!isOnItsWay()) move.mutate(id);
  };
  if (me.workspaces.length < 2) return <div className="flex min-w-0 items-center gap-2.5 px-1.5 py-1"><Face me={me} product={product} /></div>;
  const trigger = (
    <button type="button" title="Switch workspace" disabled={move.isPending} className="flex w-full min-w-0 items-center gap-2.5 rounded-inner px-1.5 py-1 transition-colors hover:bg-sunken disabled:opacity-55">
      <Face me={me} product={product} />
      <ChevronsUpDown aria-hidden className="size-4 shrink-0 text-muted" />
    </button>
  );
  const choices = me.workspaces.map((one) => ({ value: one.id, label: one.name, icon: <Building2 aria-hidden /> }));
  return <Menu trigger={trigger}><MenuChoices label="Workspaces" value={me.workspace.id} onChange={moveTo} choices={choices} /></Menu>;
};
