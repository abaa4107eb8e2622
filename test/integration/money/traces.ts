import type Stripe from 'stripe';
import { idOf } from '@/lib/services/subscriptions/id-of';
import type { Shop } from '@/test/integration/billing/shop';

const counted = (items: unknown[]): string[] => items.map((item) => JSON.stringify(item)).sort();

/** Everything that a flow leaves behind for one workspace, at Stripe and here, without ids, instants and shares of a period. */
export const tracesOf = async (shop: Shop, { id }: { id: string }): Promise<object> => {
  const { stripeCustomerId: customer } = await shop.database.db.workspace.findUniqueOrThrow({ where: { id } });
  const customers = (await shop.stripe.customers.list({ limit: 100 })).data.filter((one) => one.metadata.tollgate_workspace === id);
  return { customers: customers.length, here: await tracesHere(shop, id), stripe: customer === null ? null : await tracesAtStripe(shop.stripe, customer) };
};

const tracesAtStripe = async (stripe: Stripe, customer: string): Promise<object> => {
  const all = { customer, limit: 100 };
  const last4Of = async (method: string | Stripe.PaymentMethod | null) => (method === null ? null : ((await stripe.paymentMethods.retrieve(idOf(method) ?? '')).card?.last4 ?? null));
  const own = (await stripe.customers.retrieve(customer)) as Stripe.Customer;
  const subscriptions = await stripe.subscriptions.list({ ...all, status: 'all' });
  const schedules = await stripe.subscriptionSchedules.list(all);
  const invoices = await stripe.invoices.list(all);
  const sessions = await stripe.checkout.sessions.list(all);
  const cards = await stripe.customers.listPaymentMethods(customer, { limit: 100 });
  const taxIds = await stripe.customers.listTaxIds(customer, { limit: 100 });
  return {
    customer: [own.name, own.address, Math.sign(own.balance), await last4Of(own.invoice_settings.default_payment_method)],
    subscriptions: counted(await Promise.all(subscriptions.data.map(async (one) => [
      one.status, one.items.data.map((item) => [item.price.lookup_key, item.quantity ?? null]), one.cancel_at !== null || one.cancel_at_period_end, one.pending_update !== null, one.schedule !== null,
      one.discounts.length, await last4Of(one.default_payment_method), one.cancellation_details?.feedback ?? null,
    ]))),
    schedules: counted(await Promise.all(schedules.data.map(async (one) => [one.status, one.phases.map((phase) => phase.items.map((item) => [idOf(item.price), item.quantity])), await last4Of(one.default_settings.default_payment_method)]))),
    invoices: counted(invoices.data.map((one) => [one.billing_reason, one.status, Math.sign(one.total), one.lines.data.length])),
    sessions: counted(sessions.data.map((one) => [one.mode, one.status, one.payment_status])),
    cards: counted(cards.data.map((one) => one.card?.last4)), taxIds: counted(taxIds.data.map((one) => [one.type, one.value])),
  };
};

const tracesHere = async (shop: Shop, workspaceId: string): Promise<object> => {
  const { db } = shop.database;
  const where = { where: { workspaceId } };
  return {
    history: counted((await db.subscriptionChange.findMany(where)).map((row) => row.type)), mails: counted((await db.email.findMany(where)).map((row) => row.kind)),
    // What waited and what was refused are ends too; only the way there may differ.
    intents: counted((await db.changeIntent.findMany(where)).map((row) => [row.kind, row.status])), checkouts: counted((await db.checkout.findMany(where)).map((row) => row.status)),
    purchases: counted((await db.creditPurchase.findMany(where)).map((row) => row.status)), grants: counted((await db.creditGrant.findMany(where)).map((row) => Number(row.units))),
    offers: counted((await db.retentionOffer.findMany(where)).map((row) => [row.purpose, row.acceptedAt !== null, row.declinedAt !== null])),
    reports: counted((await db.overageReport.findMany(where)).map((row) => [Number(row.units), row.sentAt !== null])),
  };
};
