import { z } from 'zod';
import type { WorkspaceCtx } from '@/lib/context';
import type { CancelPreviewView } from '@/lib/domain/views/billing-view';
import { billingRoles, requireRole } from '@/lib/services/identity/require-role';
import { reportBeforeEnd } from '@/lib/services/overage/report-before-end';
import { noneAsNull } from './compute-preview';
import { invoicesOfPeriod } from './invoices-of-period';
import { mustBeLive } from './must-be-live';
import type { Live } from './read-live';
import { whileLocked } from './stripe-call';

export const previewCancelInput = z.strictObject({ when: z.enum(['period_end', 'now']).default('period_end') });

/** When a cancellation would end the subscription, and what becomes of the money, by Stripe's own preview, with all use up to now. Cancels nothing. */
export const previewCancel = async (ctx: WorkspaceCtx, input: z.input<typeof previewCancelInput> = {}): Promise<CancelPreviewView> => {
  requireRole(ctx, billingRoles);
  const { when } = previewCancelInput.parse(input);
  const live = await mustBeLive(ctx);
  const { subscription, item, terms: { currency } } = live;
  if (when === 'period_end') return { when, endsAt: new Date((subscription.cancel_at ?? item.current_period_end) * 1000).toISOString(), creditMinor: 0, owedMinor: 0, currency };
  if (subscription.status === 'active') await reportBeforeEnd(ctx);
  return endOfMoney(ctx, live);
};

/** What becomes of the money at an end at once, with the use that Stripe has heard of. */
export const endOfMoney = async (ctx: WorkspaceCtx, live: Live): Promise<CancelPreviewView> => {
  const { subscription, terms: { currency } } = live;
  const nothing: CancelPreviewView = { when: 'now', endsAt: ctx.now.toISOString(), creditMinor: 0, owedMinor: 0, currency };
  if (subscription.status !== 'active') return nothing;
  const { isCovered, draft } = await invoicesOfPeriod(ctx, live);
  if (!isCovered) return nothing;
  const final = await noneAsNull(ctx.stripe.invoices.createPreview({
    subscription: subscription.id, subscription_details: { cancel_now: true, proration_behavior: 'always_invoice', proration_date: Math.floor(ctx.now.getTime() / 1000) },
    // The credit pays the renewal that Stripe still prepares.
    ...(draft ? { invoice_items: [{ amount: draft.total, currency, discountable: false }] } : {}),
  }, whileLocked));
  return final ? { ...nothing, creditMinor: Math.max(0, 0 - final.total), owedMinor: final.amount_due } : nothing;
};
