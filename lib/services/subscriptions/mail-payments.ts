import type { WorkspaceCtx } from '@/lib/context';
import { accessOf, graceDays } from '@/lib/domain/access';
import { invoiceLineView } from '@/lib/services/invoices/invoice-amounts';
import type { Change } from './changes-between';
import type { CopiedInvoice, InvoiceCopy } from './copy-invoices';
import { isRenewal } from './payment-changes';
import type { SubscriptionFacts } from './project-subscription';
import type { StoredTerms } from './stored-terms';
import { queueMail } from './write-changes';

const dayMs = 86_400_000;
/** How long before its end a trial is spoken of, as Stripe does. */
export const trialNoticeMs = 3 * dayMs;

type Told = { copy: InvoiceCopy; changes: Change[]; live: SubscriptionFacts | null; terms: StoredTerms | null };

/** Receipts, failed payments, and what comes of time alone. Everything here has a key of Stripe's, so asking again sends nothing. */
export const mailPayments = async (ctx: WorkspaceCtx, told: Told): Promise<void> => {
  if (!told.copy.isImport) for (const one of told.copy.invoices) if (one.after.status === 'paid' && one.before?.status !== 'paid') await receipt(ctx, one);
  await failures(ctx, told);
  if (told.live && told.terms) await whatTimeBrings(ctx, told.live, told.terms, told.copy);
};

const receipt = async (ctx: WorkspaceCtx, { invoice, after }: CopiedInvoice): Promise<void> => {
  if (after.amountPaidMinor <= 0) return;
  const lines = invoice.lines.data.map(invoiceLineView).map(({ description, amountMinor }) => ({ description, amountMinor }));
  const paidAt = (after.paidAt ?? after.createdAt).toISOString();
  const data = { amountMinor: after.amountPaidMinor, currency: after.currency, number: after.number, paidAt, lines, hostedUrl: after.hostedUrl, pdfUrl: after.pdfUrl };
  await queueMail(ctx, `receipt:${after.stripeInvoiceId}`, { kind: 'receipt', data });
};

/** Of several attempts that were learnt at once only the last is told: the others are over. */
const failures = async (ctx: WorkspaceCtx, { copy, changes, live, terms }: Told): Promise<void> => {
  for (const { after } of copy.invoices.filter(isRenewal)) {
    const id = after.stripeInvoiceId;
    const failed = changes.some((change) => change.type === 'payment_failed' && change.key.startsWith(`payment_failed:${id}:`));
    const money = { amountMinor: after.amountDueMinor, currency: after.currency };
    if (failed && live) {
      const card = live.card && { brand: live.card.brand, last4: live.card.last4 };
      const data = { ...money, invoiceId: id, attempt: after.attemptCount, nextAttemptAt: after.nextAttemptAt?.toISOString() ?? null, graceEndsAt: graceEnd(live, ctx.now).toISOString(), card };
      await queueMail(ctx, `payment_failed:${id}:${after.attemptCount}`, { kind: 'payment_failed', data });
    }
    const recovered = changes.some((change) => change.key === `recovered:${id}`);
    if (recovered && terms) await queueMail(ctx, `recovered:${id}`, { kind: 'payment_recovered', data: { ...money, amountMinor: after.amountPaidMinor, plan: terms.plan } });
  }
};

const graceEnd = ({ pastDueSince }: SubscriptionFacts, now: Date): Date => new Date((pastDueSince ?? now).getTime() + graceDays * dayMs);

const whatTimeBrings = async (ctx: WorkspaceCtx, live: SubscriptionFacts, terms: StoredTerms, copy: InvoiceCopy): Promise<void> => {
  const { status, trialEnd, cancelAt, stripeSubscriptionId: id } = live;
  const money = { plan: terms.plan, amountMinor: terms.amountMinor, currency: terms.currency };
  if (status === 'trialing' && trialEnd && !cancelAt && trialEnd > ctx.now && trialEnd.getTime() - ctx.now.getTime() <= trialNoticeMs) {
    await queueMail(ctx, `trial_ending:${id}:${trialEnd.getTime()}`, { kind: 'trial_ending', data: { ...money, endsAt: trialEnd.toISOString(), hasCard: live.paymentMethodId !== null } });
  }
  const isLate = status === 'past_due' || status === 'unpaid';
  if (!isLate || accessOf(status, live.pastDueSince, ctx.now) !== 'limited') return;
  const owed = copy.invoices.filter((one) => one.after.status === 'open' && one.after.attemptCount > 0).toSorted((a, b) => a.invoice.created - b.invoice.created)[0]?.after;
  const data = { ...money, fallbackPlan: ctx.catalog.defaultPlan, amountMinor: owed?.amountDueMinor ?? terms.amountMinor };
  await queueMail(ctx, `access_limited:${owed?.stripeInvoiceId ?? id}`, { kind: 'access_limited', data });
};
