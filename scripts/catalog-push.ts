import { jobCtx } from '@/lib/jobs/job-ctx';
import { previewCatalog } from '@/lib/services/catalog/preview-catalog';
import type { PushAction, WantedPrice } from '@/lib/services/catalog/push-action';
import { pushCatalog } from '@/lib/services/catalog/push-catalog';
import { writeCatalog, type WrittenPlan } from '@/lib/services/catalog/write-catalog';
import { closeServices } from '@/lib/web/services';

const amountOf = ({ amountMinor, currency, interval, metered }: WantedPrice): string =>
  `${amountMinor} ${currency} minor units${metered ? ` per ${metered.per}` : ''}${interval ? ` by the ${interval}` : ' once'}`;

const describe = (action: PushAction): string => {
  const kind = action.kind.replace('_', ' ');
  if ('lookupKey' in action) return `${kind}  ${action.lookupKey}  ${amountOf(action)}`;
  if ('percentOff' in action) return `${kind}  ${action.id}  "${action.name}"`;
  return 'eventName' in action ? `${kind}  ${action.eventName}  "${action.name}"` : `${kind}  ${action.id}  "${action.name}"`;
};

const say = (plans: WrittenPlan[], actions: PushAction[]): void => {
  for (const plan of plans) console.log(`${plan.isNew ? 'new' : 'unchanged'}  ${plan.plan} version ${plan.version}`);
  for (const action of actions) console.log(describe(action));
};

/** Says what would be done, and with `--yes` does it and says what was done. `--archive` also switches off what was taken out of the catalogue. */
const main = async (): Promise<void> => {
  const ctx = await jobCtx('catalog_push');
  const archive = process.argv.includes('--archive');
  const preview = await previewCatalog(ctx, { archive });
  if (!process.argv.includes('--yes') || process.argv.includes('--dry-run')) {
    say(preview.plans, preview.actions);
    const changes = preview.actions.length + preview.plans.filter((plan) => plan.isNew).length;
    console.log(changes === 0 ? 'Everything is as the catalogue says.' : `Nothing was changed. To make these ${changes} changes: npm run catalog:push -- --yes${archive ? ' --archive' : ''}`);
    return;
  }
  const plans = await writeCatalog(ctx);
  const done = await pushCatalog(ctx, { archive });
  say(plans, done);
  console.log(`Done: ${plans.filter((plan) => plan.isNew).length} new plan versions, ${done.length} changes at Stripe.`);
};

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  await closeServices();
}
