'use client';

import { useQuery } from '@tanstack/react-query';
import { KeyRound } from 'lucide-react';
import Link from 'next/link';
import { useState } from 'react';
import { PageHeader } from '@/components/shell/page-header';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { EmptyState } from '@/components/ui/empty-state';
import type { CallExample } from '@/components/usage/curl-words';
import { currentUsageQuery } from '@/components/usage/usage-queries';
import type { ApiKeysView, ApiKeyView } from '@/lib/domain/views/workspace-view';
import { CreateKeyDialog } from './create-key-dialog';
import { keysQuery } from './keys-query';
import { KeysTable } from './keys-table';
import { RevokeKeyDialog } from './revoke-key-dialog';
import { RotateKeyDialog } from './rotate-key-dialog';

type KeysBoardProps = { initial: ApiKeysView; now: string; mayManage: boolean; example: CallExample; isCreating: boolean };

const limitSentence = ({ live, limit }: ApiKeysView): string => {
  if (limit === null) return `${live} in use. The plan has no limit on keys.`;
  const of = `${live} of ${limit} in use.`;
  return live >= limit ? `${of} Revoke one, or choose a plan with more.` : of;
};

/** The keys: make, rotate, revoke. */
export const KeysBoard = ({ initial, now, mayManage, example, isCreating }: KeysBoardProps) => {
  const { data } = useQuery({ ...keysQuery(), initialData: initial });
  const asOf = useQuery(currentUsageQuery()).data?.asOf ?? now;
  const [isOpen, setOpen] = useState(isCreating && mayManage);
  const [acted, setActed] = useState<{ action: 'rotate' | 'revoke'; key: ApiKeyView } | null>(null);
  const isFull = data.limit !== null && data.live >= data.limit;
  const create = mayManage && <Button variant="primary" onClick={() => setOpen(true)} disabled={isFull}>Create API key</Button>;
  const close = () => setActed(null);
  return (
    <>
      <PageHeader title="API keys" description={<>Keys call the API for this workspace. {limitSentence(data)} {isFull && <Link href="/plans" className="font-medium text-accent underline underline-offset-4">Compare plans</Link>}</>}>{create}</PageHeader>
      <Card aria-label="API keys">
        {data.data.length === 0
          ? <EmptyState icon={KeyRound} title="No keys yet"><p>A key is what your program sends with each call.</p></EmptyState>
          : <KeysTable keys={data.data} now={asOf} mayManage={mayManage} onAction={(action, key) => setActed({ action, key })} />}
      </Card>
      {!mayManage && <p className="mt-4 text-13 text-muted">Your role can see keys, not change them. Ask an owner or an admin.</p>}
      <CreateKeyDialog isOpen={isOpen} onOpenChange={setOpen} example={example} />
      {acted?.action === 'rotate' && <RotateKeyDialog apiKey={acted.key} onClose={close} example={example} />}
      {acted?.action === 'revoke' && <RevokeKeyDialog apiKey={acted.key} onClose={close} />}
    </>
  );
};
