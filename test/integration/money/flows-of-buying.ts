import { purchaseCredits } from '@/lib/services/credits/purchase-credits';
import { settlePurchases } from '@/lib/services/credits/settle-purchases';
import { payInvoice } from '@/lib/services/invoices/pay-invoice';
import { sendReports } from '@/lib/services/overage/send-reports';
import { addTaxId } from '@/lib/services/payment-methods/add-tax-id';
import { createSetupIntent } from '@/lib/services/payment-methods/create-setup-intent';
import { putBillingAddress } from '@/lib/services/payment-methods/put-billing-address';
import { removePaymentMethod } from '@/lib/services/payment-methods/remove-payment-method';
import { removeTaxId } from '@/lib/services/payment-methods/remove-tax-id';
import { setDefaultPaymentMethod } from '@/lib/services/payment-methods/set-default-payment-method';
import { createPortalSession } from '@/lib/services/portal/create-portal-session';
import { changeSubscription } from '@/lib/services/subscriptions/change-subscription';
import { syncSubscription } from '@/lib/services/subscriptions/sync-subscription';
import type { Shop } from '@/test/integration/billing/shop';
import { actorOf, subscriber, visitor, type Actor, type Flow } from './flows';

const sessionsOf = async (shop: Shop, { one }: Actor, mode: 'payment' | 'subscription') =>
  (await shop.stripe.checkout.sessions.list({ customer: await shop.customerOf(one.workspace), limit: 100 })).data.filter((session) => session.mode === mode);

/** Pays every page that is open. */
const payAll = async (shop: Shop, actor: Actor, mode: 'payment' | 'subscription') => {
  for (const { id, status } of await sessionsOf(shop, actor, mode)) if (status === 'open') await shop.pay(id);
  await actor.one.sync();
};

const secondCard = async (shop: Shop, { one }: Actor): Promise<string> => (await shop.stripe.paymentMethods.attach('pm_card_mastercard', { customer: await shop.customerOf(one.workspace) })).id;
const address = { line1: '1 Rue de Rivoli', city: 'Paris', country: 'FR', postalCode: '75001' };
let portals = 0;

export const flowsOfBuying: Flow[] = [
  {
    name: 'a first purchase',
    setUp: async (shop) => {
      const actor = await visitor(shop);
      return { actor, act: (ctx) => changeSubscription(ctx, { plan: 'starter', interval: 'month' }), afterwards: () => payAll(shop, actor, 'subscription') };
    },
  },
  {
    name: 'a purchase of something else than before',
    setUp: async (shop) => {
      const actor = await visitor(shop);
      await changeSubscription(actor.one.ctx(), { plan: 'pro', interval: 'month' });
      return { actor, act: (ctx) => changeSubscription(ctx, { plan: 'starter', interval: 'month' }), afterwards: () => payAll(shop, actor, 'subscription') };
    },
  },
  {
    name: 'two subscriptions that were both paid for',
    setUp: async (shop) => {
      const actor = await visitor(shop);
      const { sessionId } = await shop.buy(actor.one.workspace);
      const customer = await shop.customerOf(actor.one.workspace);
      const items = await shop.stripe.checkout.sessions.listLineItems(sessionId);
      const second = await shop.stripe.checkout.sessions.create({ mode: 'subscription', customer, line_items: [{ price: items.data[0]?.price?.id, quantity: 1 }], success_url: 'http://localhost/done' });
      for (const id of [sessionId, second.id]) await shop.pay(id);
      return { actor, act: (ctx) => syncSubscription(ctx, { workspaceId: ctx.workspaceId }) };
    },
  },
  {
    name: 'a pack of credits',
    setUp: async (shop) => {
      const actor = await visitor(shop);
      const afterwards = async () => {
        await payAll(shop, actor, 'payment');
        await settlePurchases(shop.ctx({ now: new Date(Date.now() + 600_000) }), { workspaceId: actor.one.workspace.id });
      };
      return { actor, act: (ctx) => purchaseCredits(ctx, { pack: 'small' }), afterwards };
    },
  },
  {
    name: 'the payment of an open invoice',
    setUp: async (shop) => {
      const actor = await subscriber(shop);
      await actor.one.useCard('pm_card_chargeCustomerFail');
      const { result } = await actor.one.change({ plan: 'pro', interval: 'month' });
      if (result.kind !== 'payment_required') throw new Error(`expected an open invoice, got ${result.kind}`);
      const card = await secondCard(shop, actor);
      return { actor, act: (ctx) => payInvoice(ctx, { id: result.invoiceId, paymentMethodId: card }) };
    },
  },
  {
    name: 'another card for everything',
    setUp: async (shop) => {
      const actor = await subscriber(shop, { plan: 'business' });
      await actor.one.change({ plan: 'starter', interval: 'month' });
      const id = await secondCard(shop, actor);
      return { actor, act: (ctx) => setDefaultPaymentMethod(ctx, { id }) };
    },
  },
  { name: 'a card to be added', setUp: async (shop) => ({ actor: await subscriber(shop), act: (ctx) => createSetupIntent(ctx) }) },
  {
    name: 'a card removed',
    setUp: async (shop) => {
      const actor = await subscriber(shop);
      const id = await secondCard(shop, actor);
      return { actor, act: (ctx) => removePaymentMethod(ctx, { id }) };
    },
  },
  { name: 'a billing address', setUp: async (shop) => ({ actor: await subscriber(shop), act: (ctx) => putBillingAddress(ctx, { name: 'Ada', email: 'ada@example.test', address }) }) },
  { name: 'a tax id', setUp: async (shop) => ({ actor: await subscriber(shop), act: (ctx) => addTaxId(ctx, { type: 'eu_vat', value: 'DE123456789' }) }) },
  {
    name: 'a tax id removed',
    setUp: async (shop) => {
      const actor = await subscriber(shop);
      const { id } = await addTaxId(actor.one.ctx(), { type: 'eu_vat', value: 'DE123456789' });
      return { actor, act: (ctx) => removeTaxId(ctx, { id }) };
    },
  },
  {
    name: 'a report of use beyond a limit',
    setUp: async (shop) => {
      const actor = await subscriber(shop, { plan: 'business' });
      const workspaceId = actor.one.workspace.id;
      const [customer, now] = [await shop.customerOf(actor.one.workspace), new Date()];
      const data = { identifier: `${workspaceId}-credits-1`, workspaceId, meter: 'credits', periodStart: now, periodEnd: new Date(now.getTime() + 86_400_000), units: 7n, eventName: 'tollgate_default_credits', occurredAt: now, createdAt: now };
      await shop.database.db.overageReport.create({ data });
      const [meter] = (await shop.stripe.billing.meters.list({ limit: 100 })).data.filter((one) => one.event_name === data.eventName);
      const minute = Math.floor(now.getTime() / 60_000) * 60;
      const traces = async () => (await shop.stripe.billing.meters.listEventSummaries(meter?.id ?? '', { customer, start_time: minute - 600, end_time: minute + 3_600 })).data.map((one) => one.aggregated_value);
      return { actor, act: (ctx) => sendReports(ctx, workspaceId), traces };
    },
  },
  {
    name: 'Stripe’s own portal',
    setUp: async (shop) => {
      portals += 1;
      const configurations = async () => (await shop.stripe.billingPortal.configurations.list({ active: true, limit: 100 })).data.filter((one) => one.metadata?.tollgate_portal !== undefined);
      for (const { id } of await configurations()) await shop.stripe.billingPortal.configurations.update(id, { active: false });
      const { one } = await subscriber(shop);
      return { actor: actorOf(shop, one, { origin: `http://portal-${portals}.test` }), act: (ctx) => createPortalSession(ctx), traces: async () => (await configurations()).length };
    },
  },
];
