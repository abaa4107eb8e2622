import { expect } from 'vitest';
import type { WorkspaceCtx } from '@/lib/context';
import { acceptRetentionOffer } from '@/lib/services/subscriptions/accept-retention-offer';
import { cancelSubscription } from '@/lib/services/subscriptions/cancel-subscription';
import { changeSubscription } from '@/lib/services/subscriptions/change-subscription';
import { endTrial } from '@/lib/services/subscriptions/end-trial';
import { getRetentionOffer } from '@/lib/services/subscriptions/get-retention-offer';
import { pauseSubscription } from '@/lib/services/subscriptions/pause-subscription';
import { resumeSubscription } from '@/lib/services/subscriptions/resume-subscription';
import { undoScheduledChange } from '@/lib/services/subscriptions/undo-scheduled-change';
import { Subscriber } from '@/test/integration/billing/subscriber';
import { actorOf, subscriber, type Acting, type Actor, type Flow } from './flows';

type Wanted = Parameters<Subscriber['preview']>[0];
const pro: Wanted = { plan: 'pro', interval: 'month' };
const starter: Wanted = { plan: 'starter', interval: 'month' };
const trialSeconds = 14 * 86_400;
const business: Wanted = { plan: 'business', interval: 'month', quantity: 2 };

/** The confirmation of what was shown before. */
const confirming = async (actor: Actor, wanted: Wanted): Promise<Acting> => {
  const { previewId, to } = await actor.one.preview(wanted);
  return { actor, act: (ctx) => changeSubscription(ctx, { plan: to.plan.id, interval: wanted.interval, quantity: to.quantity, previewId }) };
};

const asking = (actor: Actor, act: (ctx: WorkspaceCtx) => Promise<unknown>): Acting => ({ actor, act });

const intents: Omit<Flow, 'isIntent'>[] = [
  { name: 'an upgrade', setUp: async (shop) => confirming(await subscriber(shop), pro) },
  {
    name: 'an upgrade beside a scheduled downgrade',
    setUp: async (shop) => {
      const actor = await subscriber(shop, { plan: 'business' });
      await actor.one.change(starter);
      return confirming(actor, business);
    },
  },
  {
    name: 'an upgrade beside a cancellation',
    setUp: async (shop) => {
      const actor = await subscriber(shop);
      await cancelSubscription(actor.one.ctx());
      return confirming(actor, pro);
    },
  },
  {
    name: 'an upgrade beside one whose payment was refused',
    setUp: async (shop) => {
      const actor = await subscriber(shop);
      await actor.one.useCard('pm_card_chargeCustomerFail');
      await actor.one.change(pro);
      await actor.one.useCard('pm_card_visa');
      return confirming(actor, business);
    },
  },
  {
    name: 'an upgrade that is refused beside a cancellation',
    setUp: async (shop) => {
      const actor = await subscriber(shop);
      await cancelSubscription(actor.one.ctx());
      await actor.one.useCard('pm_card_chargeCustomerFail');
      return confirming(actor, pro);
    },
  },
  { name: 'a downgrade', setUp: async (shop) => confirming(await subscriber(shop, { plan: 'business', quantity: 2 }), starter) },
  {
    name: 'a downgrade that Stripe refuses half way',
    setUp: async (shop) => {
      const actor = await subscriber(shop, { plan: 'business' });
      const customer = await shop.customerOf(actor.one.workspace);
      /** Somebody lets go of the schedule in Stripe's dashboard. */
      const release = async () => {
        for (const { id, status } of (await shop.stripe.subscriptionSchedules.list({ customer })).data) if (status === 'active') await shop.stripe.subscriptionSchedules.release(id);
      };
      return { ...(await confirming(actor, starter)), meanwhile: { 'subscriptionSchedules.update': release } };
    },
  },
  { name: 'a cancellation', setUp: async (shop) => asking(await subscriber(shop), (ctx) => cancelSubscription(ctx, { reason: 'unused' })) },
  { name: 'an end at once', setUp: async (shop) => asking(await subscriber(shop), (ctx) => cancelSubscription(ctx, { when: 'now', reason: 'unused' })) },
  {
    name: 'an end at once while the first invoice after a trial is prepared',
    setUp: async (shop) => {
      const workspace = await shop.workspace();
      const seconds = Math.floor(Date.now() / 1_000);
      const clock = await shop.stripe.testHelpers.testClocks.create({ frozen_time: seconds - trialSeconds - 60 });
      const { id } = await shop.stripe.customers.create({ test_clock: clock.id });
      await shop.database.db.workspace.update({ where: { id: workspace.id }, data: { stripeCustomerId: id } });
      const actor = actorOf(shop, await Subscriber.buying(shop, workspace, { plan: 'pro' }));
      await shop.stripe.testHelpers.testClocks.advance(clock.id, { frozen_time: seconds });
      await expect.poll(async () => (await shop.stripe.testHelpers.testClocks.retrieve(clock.id)).status).toBe('ready');
      await actor.one.sync();
      return asking(actor, (ctx) => cancelSubscription(ctx, { when: 'now', reason: 'unused' }));
    },
  },
  {
    name: 'a cancellation taken back',
    setUp: async (shop) => {
      const actor = await subscriber(shop);
      await cancelSubscription(actor.one.ctx());
      return asking(actor, (ctx) => resumeSubscription(ctx));
    },
  },
  { name: 'a pause', setUp: async (shop) => asking(await subscriber(shop, { plan: 'business' }), (ctx) => pauseSubscription(ctx)) },
  {
    name: 'the end of a pause',
    setUp: async (shop) => {
      const actor = await subscriber(shop, { plan: 'business' });
      await pauseSubscription(actor.one.ctx());
      return asking(actor, (ctx) => resumeSubscription(ctx));
    },
  },
  { name: 'the end of a trial', setUp: async (shop) => asking(await subscriber(shop, { plan: 'pro' }), (ctx) => endTrial(ctx)) },
  {
    name: 'an offer to stay',
    setUp: async (shop) => {
      const actor = await subscriber(shop);
      const { offer } = await getRetentionOffer(actor.one.ctx(), { for: 'cancel' });
      return asking(actor, (ctx) => acceptRetentionOffer(ctx, { offerId: offer?.offerId ?? '' }));
    },
  },
  {
    name: 'a scheduled change taken back',
    setUp: async (shop) => {
      const actor = await subscriber(shop, { plan: 'business' });
      await actor.one.change(starter);
      return asking(actor, (ctx) => undoScheduledChange(ctx));
    },
  },
];

export const flowsOfChanges: Flow[] = intents.map((flow) => ({ ...flow, isIntent: true }));
