import { z } from 'zod';
import type { WorkspaceCtx } from '@/lib/context';
import { localize } from '@/lib/domain/locale';
import type { DueNowView } from '@/lib/domain/views/billing-view';
import { billingRoles, requireRole } from '@/lib/services/identity/require-role';
import { noneAsNull } from './compute-preview';
import { mustBeLive } from './must-be-live';
import { inTheWayOf, type Live } from './read-live';
import { whileLocked } from './stripe-call';

export const previewEndTrialInput = z.strictObject({});

/** What is charged when the trial ends now, by Stripe's own preview. Changes nothing. Errors: 409 without a subscription. */
export const previewEndTrial = async (ctx: WorkspaceCtx, _input: z.input<typeof previewEndTrialInput> = {}): Promise<DueNowView> => {
  requireRole(ctx, billingRoles);
  return dueAtEndOfTrial(ctx, await mustBeLive(ctx));
};

export const dueAtEndOfTrial = async (ctx: WorkspaceCtx, live: Live): Promise<DueNowView> => {
  const { subscription, plan, terms } = live;
  const about = { plan: { id: terms.plan, name: localize(plan.name, ctx.locale) }, currency: terms.currency };
  if (subscription.status !== 'trialing') return { ...about, dueNowMinor: 0 };
  const invoice = await noneAsNull(ctx.stripe.invoices.createPreview({
    subscription: subscription.id, subscription_details: { trial_end: 'now', proration_behavior: 'always_invoice', ...(inTheWayOf(live).cancel === null ? {} : { cancel_at: '' }) },
  }, whileLocked));
  return { ...about, dueNowMinor: invoice?.amount_due ?? 0 };
};
