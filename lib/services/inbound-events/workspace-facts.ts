import type { Ctx } from '@/lib/context';

/** One thing that applying an event changed. `from` is null where it was not there before, `to` where it is gone. */
export type Change = { what: 'plan' | 'subscription' | 'invoice' | 'credits' | 'purchase' | 'dispute' | 'history' | 'mail'; id: string | null; field: string; from: string | null; to: string | null };

/** What we hold of a workspace that Stripe can change, by name, so that two readings can be compared. */
export type Facts = Map<string, string>;

const newestRows = 50;
const text = (value: unknown): string => (value instanceof Date ? value.toISOString() : typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value));

export const workspaceFacts = async (ctx: Ctx, workspaceId: string): Promise<Facts> => {
  const facts: Facts = new Map();
  const note = (what: Change['what'], id: string | null, fields: Record<string, unknown>): void => {
    for (const [field, value] of Object.entries(fields)) if (value !== null && value !== undefined) facts.set(JSON.stringify([what, id, field]), text(value));
  };
  const newest = { where: { workspaceId }, take: newestRows };
  const workspace = await ctx.db.workspace.findUniqueOrThrow({ where: { id: workspaceId }, include: { planVersion: true, subscriptions: { include: { planVersion: true } } } });
  note('plan', null, { plan: workspace.planVersion.plan, version: workspace.planVersion.version });
  for (const one of workspace.subscriptions) {
    const { status, interval, quantity, currentPeriodEnd, cancelAt, scheduled, discount, pendingChange } = one;
    note('subscription', one.stripeSubscriptionId, { plan: one.planVersion.plan, status, interval, quantity, currentPeriodEnd, cancelAt, scheduled, discount, pendingChange });
  }
  for (const { stripeInvoiceId, status, amountPaidMinor, refundedMinor } of await ctx.db.invoice.findMany({ ...newest, orderBy: { createdAt: 'desc' } })) {
    note('invoice', stripeInvoiceId, { status, amountPaidMinor, refundedMinor });
  }
  for (const { id, status, refundedMinor } of await ctx.db.creditPurchase.findMany({ ...newest, orderBy: { createdAt: 'desc' } })) note('purchase', id, { status, refundedMinor });
  for (const { id, status, amountMinor, currency, reason } of await ctx.db.dispute.findMany({ ...newest, orderBy: { createdAt: 'desc' } })) note('dispute', id, { status, amountMinor, currency, reason });
  for (const { id, remaining } of await ctx.db.creditGrant.findMany({ ...newest, orderBy: { createdAt: 'desc' } })) note('credits', id, { remaining });
  for (const { id, type } of await ctx.db.subscriptionChange.findMany({ ...newest, orderBy: { at: 'desc' } })) note('history', id, { type });
  for (const { id, kind } of await ctx.db.email.findMany({ ...newest, orderBy: { createdAt: 'desc' } })) note('mail', id, { kind });
  return facts;
};

/** What is different in `after`. Rows that merely left the newest ones read are no change. */
export const changesBetween = (before: Facts, after: Facts): Change[] =>
  [...after].flatMap(([key, to]) => {
    const from = before.get(key) ?? null;
    if (from === to) return [];
    const [what, id, field] = JSON.parse(key) as [Change['what'], string | null, string];
    return [{ what, id, field, from, to }];
  });

const nouns: Record<Change['what'], string> = { plan: 'Plan', subscription: 'Subscription', invoice: 'Invoice', credits: 'Credits', purchase: 'Credit purchase', dispute: 'Dispute', history: 'History', mail: 'Mail' };

/** A change as a sentence for a person. */
export const changeSentence = ({ what, id, field, from, to }: Change): string => {
  const name = `${nouns[what]}${id === null ? '' : ` ${id}`}`;
  if (what === 'mail') return `${name} queued: ${to ?? ''}`;
  if (what === 'history') return `${name} noted: ${to ?? ''}`;
  return from === null ? `${name}: ${field} is ${to ?? ''}` : `${name}: ${field} was ${from}, is ${to ?? 'gone'}`;
};
