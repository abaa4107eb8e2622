import { readNow } from '@/lib/adapters/clock';
import type { Ctx } from '@/lib/context';
import { newId } from '@/lib/domain/ids';
import type { PushAction } from '@/lib/services/catalog/price-plan';
import { pushCatalog } from '@/lib/services/catalog/push-catalog';
import { writeCatalog } from '@/lib/services/catalog/write-catalog';
import { closeServices, services } from '@/lib/web/services';

const describe = (action: PushAction): string => {
  const kind = action.kind.replace('_', ' ');
  return 'lookupKey' in action ? `${kind}  ${action.lookupKey}  ${action.amountMinor} ${action.currency} minor units per ${action.interval}` : `${kind}  ${action.id}  "${action.name}"`;
};

const main = async (): Promise<void> => {
  const { database, stripe, stripeBrowser, catalog, password, mail, origin, log, clockMoves } = services();
  const now = await readNow(database.sql, clockMoves);
  const ctx: Ctx = {
    actor: { kind: 'job', job: 'catalog_push' }, workspaceId: null, now, locale: 'en', requestId: newId('req', now.getTime()),
    db: database.db, sql: database.sql, stripe, stripeBrowser, catalog, password, mail, origin, log,
  };
  for (const plan of await writeCatalog(ctx)) console.log(`${plan.isNew ? 'new' : 'unchanged'}  ${plan.plan} version ${plan.version}`);
  const planned = await pushCatalog(ctx, { dryRun: true });
  for (const action of planned) console.log(describe(action));
  if (planned.length === 0) console.log('Stripe already holds this catalogue.');
  else if (process.argv.includes('--yes')) console.log(`Done: ${(await pushCatalog(ctx, {})).length} changes at Stripe.`);
  else console.log(`Nothing was sent. To make these ${planned.length} changes at Stripe: npm run catalog:push -- --yes`);
};

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  await closeServices();
}
