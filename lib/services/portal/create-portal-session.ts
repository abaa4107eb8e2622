import { z } from 'zod';
import type { WorkspaceCtx } from '@/lib/context';
import { AppError } from '@/lib/domain/app-error';
import { recordAudit } from '@/lib/services/audit/record-audit';
import { billingRoles, requireRole } from '@/lib/services/identity/require-role';
import { lockedCustomer } from '@/lib/services/payment-methods/locked-customer';
import { withStripe } from '@/lib/services/subscriptions/with-stripe';
import { portalConfiguration } from './portal-configuration';

export const createPortalSessionInput = z.strictObject({ returnTo: z.enum(['/payment-methods', '/invoices', '/plans']).default('/payment-methods') });

/**
 * Opens Stripe's own portal for the workspace and answers its address, which is good for a few minutes. 503 `unavailable` when
 * Stripe does not let us: everything in it can be done here too.
 */
export const createPortalSession = async (ctx: WorkspaceCtx, input: z.input<typeof createPortalSessionInput> = {}): Promise<{ url: string }> => {
  requireRole(ctx, billingRoles);
  const { returnTo } = createPortalSessionInput.parse(input);
  const customer = await withStripe(ctx, lockedCustomer);
  const session = await openSession(ctx, customer, `${ctx.origin}${returnTo}`).catch((reason: unknown) => {
    if (!isRefusal(reason)) throw reason;
    ctx.log.error({ err: reason, workspaceId: ctx.workspaceId }, 'Stripe refused to open its portal');
    throw new AppError('unavailable', 'Stripe’s portal cannot be opened at the moment. Cards, details and invoices can be managed here as well.', { retryAfterSeconds: 60 });
  });
  await recordAudit(ctx, { action: 'portal.opened', subject: customer });
  return { url: session.url };
};

const openSession = async (ctx: WorkspaceCtx, customer: string, return_url: string) => {
  const configuration = await portalConfiguration(ctx);
  return ctx.stripe.billingPortal.sessions.create({ customer, configuration, return_url });
};

/** Stripe understood and said no: a key without the permission, an account that may not have a portal. */
const isRefusal = (reason: unknown): boolean => {
  const { type } = (reason ?? {}) as { type?: unknown };
  return type === 'StripePermissionError' || type === 'StripeInvalidRequestError';
};
