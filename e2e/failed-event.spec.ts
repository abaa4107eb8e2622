import pg from 'pg';
import { expectMails, greeting, receipt } from './inbox';
import { demoOperator, expect, signIn, test } from './product';
import { atStripe, subscribe, subscriptionOf } from './subscriber';

type Held = { workspace: string; version: string; subscription: string };
type Events = { data: { id: string; data: { object: { id: string } } }[] };

test('an event that cannot be applied is tried eight times, set aside with its cause, and replayed by the operator once that is gone', async ({ page, person, product }) => {
  await subscribe(page, product, { plan: 'starter' });
  const database = new pg.Client({ connectionString: product.databaseUrl });
  await database.connect();
  // Never in front of those who wait: behind a lock that waits, every call of every other test would.
  await database.query("SET lock_timeout = '150ms'");
  const alter = (how: string) => expect(() => database.query(`ALTER TABLE workspaces ${how}`)).toPass();
  const { rows: [held] } = await database.query<Held>(
    `SELECT w.id AS workspace, w.plan_version_id AS version, s.stripe_subscription_id AS subscription FROM workspaces w
     JOIN subscriptions s ON s.workspace_id = w.id JOIN members m ON m.workspace_id = w.id JOIN users u ON u.id = m.user_id WHERE u.email = $1`, [person.email],
  );
  if (!held) throw new Error('there is no subscription');
  await alter(`ADD CONSTRAINT stuck_on_its_plan CHECK (id <> '${held.workspace}' OR plan_version_id = '${held.version}')`);
  await atStripe(page.request, product, `subscriptions/${held.subscription}`, undefined, 'DELETE');
  const { data: events } = await atStripe<Events>(page.request, product, 'events?type=customer.subscription.deleted&limit=10');
  const id = events.find((event) => event.data.object.id === held.subscription)?.id ?? '';

  await signIn(page.request, product, demoOperator);
  const status = page.getByRole('main');
  await expect(async () => {
    await page.goto(`/admin/webhooks/${id}`);
    await expect(status.getByText('Tried, waiting')).toBeVisible({ timeout: 1_000 });
  }).toPass();
  /** One try more, without the wait before it. */
  const tries = async (): Promise<number> => {
    await database.query(`SELECT graphile_worker.add_job('apply_inbound_event', json_build_object('id', $1::text), job_key := 'event:' || $1, run_at := now())`, [id]);
    return (await database.query<{ attempts: number }>('SELECT attempts FROM inbound_events WHERE id = $1', [id])).rows[0]?.attempts ?? 0;
  };
  await expect.poll(tries, { timeout: 60_000, intervals: [200] }).toBe(8);

  await page.goto('/admin/webhooks');
  await page.getByRole('radiogroup', { name: 'Status' }).getByText(/^Set aside/).click();
  await page.getByRole('row').filter({ hasText: person.name }).filter({ hasText: 'stuck_on_its_plan' }).getByRole('link', { name: 'customer.subscription.deleted' }).click();
  await expect(status.getByText('Set aside', { exact: true })).toBeVisible();
  await expect(status.getByRole('alert')).toContainText('stuck_on_its_plan');
  await alter('DROP CONSTRAINT stuck_on_its_plan');
  await database.end();
  await page.getByRole('button', { name: `Replay customer.subscription.deleted ${id}` }).click();
  await expect(status.getByText('Applied', { exact: true }).first()).toBeVisible();
  await expect(page.getByRole('region', { name: 'Effect' })).toContainText('Plan: plan was starter, is free');
  await expect(page.getByRole('region', { name: 'Facts' })).toContainText('8, replayed 1 time');

  await signIn(page.request, product, person);
  expect(await subscriptionOf(page, product)).toMatchObject({ plan: { id: 'free' }, status: 'canceled' });
  await expectMails(page.request, product, person.email, [greeting, receipt, /^Starter has been canceled$/]);
});
