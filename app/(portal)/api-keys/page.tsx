import type { Metadata } from 'next';
import { KeysBoard } from '@/components/keys/keys-board';
import { listApiKeys } from '@/lib/services/api-keys/list-api-keys';
import { getMe } from '@/lib/services/identity/get-me';
import { memberPage } from '@/lib/web/page';

export const metadata: Metadata = { title: 'API keys' };

const ApiKeysPage = async ({ searchParams }: { searchParams: Promise<{ new?: string }> }) => {
  const ctx = await memberPage();
  const [keys, me, asked] = await Promise.all([listApiKeys(ctx, {}), getMe(ctx, {}), searchParams]);
  const mayManage = me.role === 'owner' || me.role === 'admin';
  return <KeysBoard initial={keys} now={ctx.now.toISOString()} mayManage={mayManage} example={{ origin: ctx.origin, ...ctx.catalog.example }} isCreating={asked.new === '1'} />;
};

export default ApiKeysPage;
