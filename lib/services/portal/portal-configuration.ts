import type { WorkspaceCtx } from '@/lib/context';

/** What Stripe's portal offers. A change here is a new version, which is made at Stripe the next time somebody opens the portal. */
const version = '1';

/**
 * The id of Stripe's portal as we set it up, made once per account: what was saved in Stripe's dashboard does not matter. Plans
 * are changed and cancelled here, where the amount is shown before; the portal is for cards, details and invoices.
 */
export const portalConfiguration = async (ctx: WorkspaceCtx): Promise<string> => {
  const known = await ctx.stripe.billingPortal.configurations.list({ active: true, limit: 100 });
  const ours = known.data.find((one) => one.metadata?.tollgate_portal === version);
  if (ours) return ours.id;
  const made = await ctx.stripe.billingPortal.configurations.create(
    {
      metadata: { tollgate_portal: version }, default_return_url: `${ctx.origin}/payment-methods`,
      features: {
        payment_method_update: { enabled: true }, invoice_history: { enabled: true }, customer_update: { enabled: true, allowed_updates: ['name', 'email', 'address', 'tax_id'] },
        subscription_cancel: { enabled: false }, subscription_update: { enabled: false },
      },
    },
    { idempotencyKey: `portal-configuration-${version}-${new URL(ctx.origin).host}` },
  );
  return made.id;
};
