import { z } from 'zod';
import type { WorkspaceCtx } from '@/lib/context';
import { localize } from '@/lib/domain/locale';
import type { DueNowView } from '@/lib/domain/views/billing-view';
import { billingRoles, requireRole } from '@/lib/services/identity/require-role';
import { noneAsNull } from './compute-preview';
import { mustBeLive } from './must-be-live';
import type { Live } from './read-live';
import { whileLocked } from './stripe-call';

export const previewResumeInput = z.strictObject({});

/** Which plan goes on when the pause ends, and what is charged for it at once, by Stripe's own preview. Changes nothing. Errors: 409 without a subscription. */
export const previewResume = async (ctx: WorkspaceCtx, _input: z.input<typeof previewResumeInput> = {}): Promise<DueNowView> => {
  requireRole(ctx, billingRoles);
  return dueAtResumption(ctx, await mustBeLive(ctx));
};

export const dueAtResumption = async (ctx: WorkspaceCtx, { subscription, plan, terms }: Live): Promise<DueNowView> => {
  const about = { plan: { id: terms.plan, name: localize(plan.name, ctx.locale) }, currency: terms.currency };
  if (subscription.status !== 'paused') return { ...about, dueNowMinor: 0 };
  const invoice = await noneAsNull(ctx.stripe.invoices.createPreview({ subscription: subscription.id, subscription_details: { resume_at: 'now', billing_cycle_anchor: { type: 'now' } } }, whileLocked));
  return { ...about, dueNowMinor: invoice?.amount_due ?? 0 };
};
