import { expect, test } from 'vitest';
import { newId } from '@/lib/domain/ids';
import { openShop } from './shop';
import { Subscriber } from './subscriber';

const shop = openShop('forensics');

/** A call of an operation as the ledger keeps it. */
const used = (one: Subscriber, operation: string, { outcome = 'succeeded', daysAgo = 1 } = {}) =>
  shop.it.database.sql.query(
    `INSERT INTO usage_events (id, occurred_at, workspace_id, request_id, operation, units, plan_version_id, period_start, outcome, degraded, method, path, limits)
     VALUES ($1, $2, $3, $1, $4, '{"tokens": 10}', $5, $2, $6, false, 'POST', '/', '[]')`,
    [newId('dec', Date.now()), new Date(Date.now() - daysAgo * 86_400_000), one.workspace.id, operation, one.workspace.planVersionId, outcome],
  );

test('a downgrade is blocked while a feature that it takes away was used in the last thirty days, by name', async () => {
  const one = await Subscriber.with(shop.it, { plan: 'pro' });
  await used(one, 'trace_start');
  await used(one, 'investigator', { outcome: 'released' });
  await used(one, 'correlation', { daysAgo: 31 });
  const free = await one.preview({ plan: 'starter', interval: 'month' });
  expect(free).toMatchObject({ kind: 'downgrade', blockers: [], lost: [{ kind: 'feature', id: 'investigator' }, { kind: 'feature', id: 'correlation' }, { id: 'tokens.month', to: '500' }, { id: 'seats' }, { id: 'api_keys' }] });
  await used(one, 'investigator');
  await expect(one.confirm(free)).rejects.toMatchObject({ code: 'stale_preview', details: { extra: { preview: { blockers: [{ code: 'feature_in_use', names: ['Investigator'] }] } } } });
  const blocked = await one.preview({ plan: 'starter', interval: 'month' });
  expect(blocked.blockers).toMatchObject([{ code: 'feature_in_use', names: ['Investigator'], message: expect.stringContaining('last 30 days') as string }]);
  await expect(one.confirm(blocked)).rejects.toMatchObject({ code: 'conflict', status: 409 });
  expect((await one.subscription()).schedule).toBeNull();
});

test('an upgrade is not blocked by what is used', async () => {
  const one = await Subscriber.with(shop.it, { plan: 'pro' });
  await used(one, 'investigator');
  expect(await one.preview({ plan: 'business', interval: 'month' })).toMatchObject({ kind: 'upgrade', blockers: [], lost: [] });
});
