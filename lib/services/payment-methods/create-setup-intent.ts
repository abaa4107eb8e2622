import { z } from 'zod';
import type { WorkspaceCtx } from '@/lib/context';
import { AppError } from '@/lib/domain/app-error';
import { attemptLimits } from '@/lib/domain/attempt-limits';
import type { SetupIntentView } from '@/lib/domain/views/billing-view';
import { recordAudit } from '@/lib/services/audit/record-audit';
import { countAttempt } from '@/lib/services/identity/count-attempt';
import { billingRoles, requireRole } from '@/lib/services/identity/require-role';
import { whileLocked } from '@/lib/services/subscriptions/stripe-call';
import { withStripe } from '@/lib/services/subscriptions/with-stripe';
import { lockedCustomer } from './locked-customer';

export const createSetupIntentInput = z.strictObject({});

/**
 * Begins to add a card: the browser confirms it with Stripe, so that its number never comes here. Few an hour are given, because
 * stolen cards are tried out this way: 429 `too_many_attempts`.
 */
export const createSetupIntent = async (ctx: WorkspaceCtx, _input: z.input<typeof createSetupIntentInput> = {}): Promise<SetupIntentView> => {
  requireRole(ctx, billingRoles);
  const { publishableKey, stripeJsUrl } = ctx.stripeBrowser;
  if (publishableKey === null) throw new AppError('unavailable', 'Cards cannot be added here, because this portal was given no publishable key of Stripe. Open Stripe’s portal instead.');
  await countAttempt(ctx, `cards:${ctx.workspaceId}`, attemptLimits.newCards);
  const intent = await withStripe(ctx, async (tx) => {
    const customer = await lockedCustomer(tx);
    const made = await tx.stripe.setupIntents.create(
      { customer, usage: 'off_session', automatic_payment_methods: { enabled: true, allow_redirects: 'never' } },
      whileLocked,
    );
    await recordAudit(tx, { action: 'payment_method.adding', subject: made.id });
    return made;
  });
  if (intent.client_secret === null) throw new Error(`Stripe made setup intent ${intent.id} without a client secret.`);
  return { clientSecret: intent.client_secret, publishableKey, stripeJsUrl };
};
