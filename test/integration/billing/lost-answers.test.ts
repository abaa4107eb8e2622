import { expect, test } from 'vitest';
import { acceptRetentionOffer } from '@/lib/services/subscriptions/accept-retention-offer';
import { cancelSubscription } from '@/lib/services/subscriptions/cancel-subscription';
import { endTrial } from '@/lib/services/subscriptions/end-trial';
import { finishIntents } from '@/lib/services/subscriptions/finish-intents';
import { getRetentionOffer } from '@/lib/services/subscriptions/get-retention-offer';
import { pauseSubscription } from '@/lib/services/subscriptions/pause-subscription';
import { resumeSubscription } from '@/lib/services/subscriptions/resume-subscription';
import { undoScheduledChange } from '@/lib/services/subscriptions/undo-scheduled-change';
import { openShop } from './shop';
import { Subscriber } from './subscriber';

const shop = openShop();

type Flow = { plan: string; prepare?(one: Subscriber): Promise<unknown>; act(one: Subscriber): Promise<() => Promise<unknown>>; types: string[]; charges: number };

const paidTrial = (one: Subscriber) => endTrial(one.ctx());

/** What a person asks, how often it is charged in all, and what its history says in the end. */
const flows: Record<string, Flow> = {
  upgrade: {
    plan: 'starter', types: ['started', 'upgraded'], charges: 2,
    act: async (one) => {
      const preview = await one.preview({ plan: 'business', interval: 'month' });
      return () => one.confirm(preview);
    },
  },
  downgrade: {
    plan: 'business', types: ['started', 'downgrade_scheduled'], charges: 1,
    act: async (one) => {
      const preview = await one.preview({ plan: 'starter', interval: 'month' });
      return () => one.confirm(preview);
    },
  },
  'another downgrade': {
    plan: 'business', types: ['started', 'downgrade_scheduled', 'schedule_undone', 'downgrade_scheduled'], charges: 1, prepare: (one) => one.change({ plan: 'pro', interval: 'month' }),
    act: async (one) => {
      const preview = await one.preview({ plan: 'starter', interval: 'month' });
      return () => one.confirm(preview);
    },
  },
  'undoing a downgrade': {
    plan: 'business', types: ['started', 'downgrade_scheduled', 'schedule_undone'], charges: 1, prepare: (one) => one.change({ plan: 'starter', interval: 'month' }),
    act: (one) => Promise.resolve(() => undoScheduledChange(one.ctx())),
  },
  'a cancellation': { plan: 'starter', types: ['started', 'cancel_scheduled'], charges: 1, act: (one) => Promise.resolve(() => cancelSubscription(one.ctx(), { reason: 'unused' })) },
  'ending at once': { plan: 'starter', types: ['started', 'canceled'], charges: 1, act: (one) => Promise.resolve(() => cancelSubscription(one.ctx(), { when: 'now' }).catch(() => null)) },
  'taking a cancellation back': {
    plan: 'starter', types: ['started', 'cancel_scheduled', 'cancel_undone'], charges: 1, prepare: (one) => cancelSubscription(one.ctx(), {}), act: (one) => Promise.resolve(() => resumeSubscription(one.ctx())),
  },
  'the end of a trial': { plan: 'pro', types: ['trial_started', 'trial_converted'], charges: 1, act: (one) => Promise.resolve(() => endTrial(one.ctx())) },
  'a pause': { plan: 'pro', types: ['trial_started', 'trial_converted', 'paused'], charges: 1, prepare: paidTrial, act: (one) => Promise.resolve(() => pauseSubscription(one.ctx())) },
  'an offer to stay': {
    plan: 'starter', types: ['started', 'retention_accepted'], charges: 1,
    act: async (one) => {
      const { offer } = await getRetentionOffer(one.ctx(), { for: 'cancel' });
      return () => acceptRetentionOffer(one.ctx(), { offerId: offer?.offerId ?? '' });
    },
  },
};

const addFault = async (match: object, kind: string): Promise<void> => {
  expect(await shop.it.control('faults', { match, kind })).toBe(200);
};

/** Forgets the fault; whether it struck. */
const faultStruck = async (): Promise<boolean> => {
  const response = await fetch(`${shop.it.sandboxUrl}/_sandbox/faults`);
  const { faults } = (await response.json()) as { faults: { struck: number }[] };
  await (await fetch(`${shop.it.sandboxUrl}/_sandbox/faults`, { method: 'DELETE' })).text();
  return faults.some((fault) => fault.struck > 0);
};

const soon = () => new Date(Date.now() + 60_000);

test.each(Object.entries(flows))('%s comes about exactly once, whichever answer of Stripe’s to a write is lost after it was carried out', async (name, flow) => {
  const method = name === 'ending at once' ? 'DELETE' : 'POST';
  let calls = 0;
  for (let nth = 1; calls === nth - 1; nth += 1) {
    const one = await Subscriber.with(shop.it, { plan: flow.plan });
    await flow.prepare?.(one);
    const before = (await one.intents()).length;
    const ask = await flow.act(one);
    // Twice, because the client repeats a call by itself when the connection breaks.
    await addFault({ method, path: '/v1/**', nth, times: 2 }, 'after_commit');
    await ask().catch(() => null);
    calls += Number(await faultStruck());
    const isAsked = (await one.intents()).length > before;
    if (isAsked && nth % 2) await finishIntents(shop.it.ctx({ now: soon() }), {});
    else await ask();
    await one.sync();
    expect(await one.types(), `after call ${nth} was lost`).toEqual(flow.types);
    expect((await one.invoices()).filter((invoice) => invoice.amount_paid > 0)).toHaveLength(flow.charges);
    expect((await one.intents()).filter((row) => row.status === 'started')).toEqual([]);
  }
  expect(calls).toBeGreaterThan(0);
});

test('whichever read is lost during an upgrade, it is one upgrade and one charge', async () => {
  for (let nth = 1; nth <= 16; nth += 1) {
    const one = await Subscriber.with(shop.it);
    const preview = await one.preview({ plan: 'business', interval: 'month' });
    await addFault({ method: 'GET', path: '/v1/**', nth, times: 2 }, 'before');
    await one.confirm(preview).catch(() => null);
    const struck = await faultStruck();
    expect(await one.confirm(preview)).toEqual({ kind: 'applied' });
    expect(await one.types(), `after read ${nth} was lost`).toEqual(['started', 'upgraded']);
    expect((await one.invoices()).filter((invoice) => invoice.billing_reason === 'subscription_update')).toHaveLength(1);
    if (!struck) break;
  }
});

test('when our commit fails after Stripe changed the plan, the webhook tells it once and the intent is finished', async () => {
  const one = await Subscriber.with(shop.it);
  const preview = await one.preview({ plan: 'business', interval: 'month' });
  const starter = (await shop.it.database.db.workspace.findUniqueOrThrow({ where: { id: one.workspace.id } })).planVersionId;
  await shop.it.database.sql.query(`ALTER TABLE workspaces ADD CONSTRAINT refuse_plan CHECK (id <> '${one.workspace.id}' OR plan_version_id = '${starter}') NOT VALID`);
  await expect(one.confirm(preview)).rejects.toThrow(/refuse_plan/);
  await shop.it.database.sql.query('ALTER TABLE workspaces DROP CONSTRAINT refuse_plan');
  expect(await shop.it.planOf(one.workspace)).toBe('starter');
  await one.sync();
  expect(await shop.it.planOf(one.workspace)).toBe('business');
  expect(await finishIntents(shop.it.ctx({ now: soon() }), {})).toBe(1);
  expect(await one.types()).toEqual(['started', 'upgraded']);
  expect((await one.history())[0]).toMatchObject({ by: 'Ada' });
  expect(await one.intents()).toMatchObject([{ status: 'applied' }]);
});
