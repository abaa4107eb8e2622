import { expect, test } from 'vitest';
import { reportWorkspaceOverage } from '@/lib/services/overage/report-workspace-overage';
import { cancelSubscription } from '@/lib/services/subscriptions/cancel-subscription';
import { pauseSubscription } from '@/lib/services/subscriptions/pause-subscription';
import { previewCancel } from '@/lib/services/subscriptions/preview-cancel';
import { previewResume } from '@/lib/services/subscriptions/preview-resume';
import { resumeSubscription } from '@/lib/services/subscriptions/resume-subscription';
import { openShop } from './shop';
import { Subscriber, Time } from './subscriber';

const shop = openShop();
const time = new Time(() => shop.it);

/** 2,001 credits beyond the 500,000 of the plan: three begun thousands, 200 each, of which Stripe has not heard. */
const beyond = async (): Promise<Subscriber> => {
  const one = await Subscriber.with(shop.it, { plan: 'business', now: time.now });
  await time.advance(1);
  await shop.it.database.sql.query(
    `INSERT INTO usage_counters (workspace_id, meter, "window", window_start, window_end, used)
     SELECT $1, 'credits', 'billing_period', b.starts, b.ends, 502001 FROM workspaces w CROSS JOIN LATERAL window_at('billing_period', app_now(), w.period_anchor) b WHERE w.id = $1`, [one.workspace.id]);
  return one;
};

test('what was used beyond a limit in the last minutes is shown before an end at once, and billed with it once', async () => {
  const one = await beyond();
  const said = await previewCancel(one.ctx(), { when: 'now' });
  expect(said.creditMinor).toBeGreaterThan(0);
  const result = await cancelSubscription(one.ctx(), { when: 'now' });
  expect(result).toMatchObject({ kind: 'applied', creditMinor: said.creditMinor });
  const [last, first] = await one.invoices();
  expect(last?.lines.data.map((line) => line.amount).filter((amount) => amount > 0)).toEqual([600]);
  expect([last?.total, first?.total]).toEqual([0 - said.creditMinor, 5_900]);
  expect(await shop.it.database.db.overageReport.findMany({ where: { workspaceId: one.workspace.id } })).toMatchObject([{ units: 2_001n, sentAt: expect.any(Date) as Date }]);
});

test('what a renewal bills of earlier use is charged as was shown, although the plan ends in the hour before', async () => {
  const one = await beyond();
  await time.advanceTo((await one.current()).period.end, -3_600);
  await reportWorkspaceOverage(one.ctx(), { workspaceId: one.workspace.id });
  await time.advance(0, 1.1);
  await one.sync();
  const said = await previewCancel(one.ctx(), { when: 'now' });
  expect(said).toMatchObject({ creditMinor: 0 });
  expect(said.owedMinor).toBeGreaterThanOrEqual(600);
  expect(said.owedMinor).toBeLessThan(610);
  expect(await cancelSubscription(one.ctx(), { when: 'now' })).toMatchObject({ kind: 'applied', creditMinor: 0 });
  await time.advance(0, 2);
  expect((await one.invoices()).map((invoice) => invoice.amount_paid)).toEqual([0, said.owedMinor, 5_900]);
});

test('a pause keeps what was used beyond a limit until then for the first invoice after it', async () => {
  const one = await beyond();
  await pauseSubscription(one.ctx());
  expect(await shop.it.database.db.overageReport.findMany({ where: { workspaceId: one.workspace.id } })).toMatchObject([{ units: 2_001n, sentAt: expect.any(Date) as Date }]);
  const shown = await previewResume(one.ctx());
  await resumeSubscription(one.ctx());
  const [invoice] = await one.invoices();
  expect(invoice?.lines.data.map((line) => line.amount).filter((amount) => amount > 0).sort((a, b) => a - b)).toEqual([600, 5_900]);
  expect(invoice?.amount_paid).toBe(shown.dueNowMinor);
});
