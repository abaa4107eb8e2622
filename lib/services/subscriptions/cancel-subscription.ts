import { z } from 'zod';
import type { WorkspaceCtx } from '@/lib/context';
import type { CancelResult } from '@/lib/domain/views/billing-view';
import { billingRoles, requireRole } from '@/lib/services/identity/require-role';
import { reportBeforeEnd } from '@/lib/services/overage/report-before-end';
import { mustBeAsShown, notAsShown } from './as-shown';
import { cancelReasons } from './cancel-reasons';
import { countMoneyMove } from './count-money-move';
import { declineOffers } from './decline-offers';
import { invoicesOfPeriod } from './invoices-of-period';
import { intentBasis, mustBeLive } from './must-be-live';
import { endOfMoney } from './preview-cancel';
import type { Live } from './read-live';
import { nextKey, runIntent, type Decision } from './run-intent';

export const cancelSubscriptionInput = z.strictObject({
  reason: z.enum(cancelReasons).optional(),
  feedback: z.string().trim().min(1).max(2_000).optional(),
  /** At the end of what is paid, as when nothing is said, or at once. */
  when: z.enum(['period_end', 'now']).optional(),
  /** What an end at once was shown to charge still. */
  owedMinor: z.number().int().min(0).optional(),
});
type Input = z.output<typeof cancelSubscriptionInput>;

/**
 * Ends the subscription at the end of what is paid, which can be undone, or at once. At once gives the unused time back as credit
 * on the account, not to the card, once a renewal that Stripe still prepares is paid with it; `creditMinor` says how much is left. Doing it again changes nothing. Errors: 409 without a subscription, 409
 * `stale_preview` with a fresh one in `preview` when an end at once would charge another amount than shown, or when it is the only
 * one left and the period's end was asked for by name.
 */
export const cancelSubscription = async (ctx: WorkspaceCtx, input: z.input<typeof cancelSubscriptionInput> = {}): Promise<CancelResult> => {
  requireRole(ctx, billingRoles);
  const given = cancelSubscriptionInput.parse(input);
  if (given.when === 'now') {
    await countMoneyMove(ctx);
    await reportBeforeEnd(ctx);
  }
  let currency = ctx.catalog.currency;
  const result = await runIntent(ctx, async (tx): Promise<Decision> => {
    const live = await mustBeLive(tx);
    currency = live.terms.currency;
    await declineOffers(tx, 'cancel');
    return decide(tx, live, given);
  });
  if (result.kind === 'scheduled') return result;
  return { kind: 'applied', creditMinor: given.when === 'now' ? await creditOf(ctx) : 0, currency };
};

const decide = async (tx: WorkspaceCtx, live: Live, input: Input): Promise<Decision> => {
  const { subscription, item } = live;
  const basis = intentBasis(live, input);
  if (input.when === 'now' || hasNoPaidTime(live)) {
    if (input.when === 'period_end') throw notAsShown('No paid time is left to wait for: the plan can only end at once, which cannot be undone.', await endOfMoney(tx, live));
    if (input.owedMinor !== undefined) {
      const preview = await endOfMoney(tx, live);
      mustBeAsShown(input.owedMinor, preview.owedMinor, preview);
    }
    const { isCovered, draft } = await invoicesOfPeriod(tx, live);
    return {
      kind: 'ask', key: await nextKey(tx, 'cancel_now', subscription.id),
      input: { ...basis, kind: 'cancel_now', prorates: isCovered, draftId: draft?.id ?? null, currency: live.terms.currency, inTheWay: { ...basis.inTheWay, cancel: null } },
    };
  }
  const endsAt = subscription.cancel_at ?? (subscription.cancel_at_period_end ? item.current_period_end : null);
  if (endsAt !== null) return { kind: 'answer', result: { kind: 'scheduled', at: new Date(endsAt * 1000).toISOString() } };
  return { kind: 'ask', key: await nextKey(tx, 'cancel_later', subscription.id), input: { ...basis, kind: 'cancel_later', at: item.current_period_end } };
};

/** What is paused or was never paid has no paid time left to wait for. */
const hasNoPaidTime = ({ subscription: { status } }: Live): boolean => status === 'paused' || status === 'incomplete' || status === 'unpaid';

const creditOf = async (ctx: WorkspaceCtx): Promise<number> => {
  const ended = await ctx.db.subscriptionChange.findFirst({ where: { workspaceId: ctx.workspaceId, type: 'canceled' }, orderBy: [{ at: 'desc' }, { id: 'desc' }], select: { amountMinor: true } });
  return Math.max(0, 0 - (ended?.amountMinor ?? 0));
};
