'use client';

import { Ban, Ellipsis, RefreshCw } from 'lucide-react';
import { DataTable, type Column } from '@/components/ui/data-table';
import { formatInstant } from '@/components/ui/format-time';
import { Menu, MenuItem } from '@/components/ui/menu';
import { RelativeTime } from '@/components/ui/relative-time';
import type { ApiKeyView } from '@/lib/domain/views/workspace-view';
import { KeyStatusBadge } from './key-status-badge';

type KeyAction = 'rotate' | 'revoke';
type KeysTableProps = { keys: ApiKeyView[]; now: string; mayManage: boolean; onAction: (action: KeyAction, key: ApiKeyView) => void };

const scopeWords = { gateway: 'Gateway', manage: 'Manage' };

const EndsWhen = ({ apiKey, now }: { apiKey: ApiKeyView; now: string }) => (
  <span className="inline-flex flex-wrap items-center justify-end gap-x-2 gap-y-1 sm:justify-start">
    <KeyStatusBadge status={apiKey.status} />
    {apiKey.status === 'expiring' && apiKey.expiresAt && <span className="text-12 text-muted" title={formatInstant(apiKey.expiresAt)}><RelativeTime at={apiKey.expiresAt} now={now} isFuture /></span>}
  </span>
);

const Actions = ({ apiKey, onAction }: { apiKey: ApiKeyView; onAction: KeysTableProps['onAction'] }) => (
  <Menu
    align="end"
    trigger={(
      <button type="button" aria-label={`Actions for ${apiKey.name}`} className="inline-flex size-8 items-center justify-center rounded-inner text-muted transition-colors hover:bg-sunken hover:text-ink">
        <Ellipsis aria-hidden className="size-4" />
      </button>
    )}
  >
    {apiKey.status === 'active' && <MenuItem onSelect={() => onAction('rotate', apiKey)}><RefreshCw aria-hidden />Rotate</MenuItem>}
    <MenuItem onSelect={() => onAction('revoke', apiKey)} className="text-danger [&_svg]:text-danger"><Ban aria-hidden />Revoke</MenuItem>
  </Menu>
);

const isLive = (apiKey: ApiKeyView): boolean => apiKey.status === 'active' || apiKey.status === 'expiring';

/** Keys by what can be seen of them: never the secret. */
export const KeysTable = ({ keys, now, mayManage, onAction }: KeysTableProps) => {
  const columns: Column<ApiKeyView>[] = [
    { id: 'name', header: 'Name', isTitle: true, className: 'sm:max-w-[240px]', cell: (one) => <span className="block truncate font-medium">{one.name}</span> },
    { id: 'key', header: 'Key', cell: (one) => <span className="whitespace-nowrap font-mono text-12 text-muted">{one.prefix}…{one.last4}</span> },
    { id: 'status', header: 'Status', cell: (one) => <EndsWhen apiKey={one} now={now} /> },
    { id: 'scopes', header: 'Scopes', className: 'sm:hidden xl:table-cell', cell: (one) => <span className="text-muted">{one.scopes.map((scope) => scopeWords[scope]).join(', ')}</span> },
    { id: 'used', header: 'Last used', className: 'sm:hidden md:table-cell', cell: (one) => <span className="whitespace-nowrap text-muted">{one.lastUsedAt ? <RelativeTime at={one.lastUsedAt} now={now} /> : 'Never'}</span> },
    { id: 'made', header: 'Created', className: 'sm:hidden lg:table-cell', cell: (one) => <span className="text-muted"><RelativeTime at={one.createdAt} now={now} />{one.createdBy && ` by ${one.createdBy}`}</span> },
  ];
  if (mayManage) columns.push({ id: 'actions', header: 'Actions', isHeaderHidden: true, isNumber: true, cell: (one) => isLive(one) && <Actions apiKey={one} onAction={onAction} /> });
  return <DataTable caption="API keys" columns={columns} rows={keys} rowKey={(one) => one.id} />;
};
