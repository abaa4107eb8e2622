import { z } from 'zod';
import type { WorkspaceCtx } from '@/lib/context';
import { isCountryCode } from '@/lib/domain/countries';
import type { PaymentMethodsView } from '@/lib/domain/views/billing-view';
import { recordAudit } from '@/lib/services/audit/record-audit';
import { billingRoles, requireRole } from '@/lib/services/identity/require-role';
import { emailAddress } from '@/lib/services/identity/credentials';
import { whileLocked } from '@/lib/services/subscriptions/stripe-call';
import { withStripe } from '@/lib/services/subscriptions/with-stripe';
import { billingDetails } from './billing-details';
import { lockedCustomer } from './locked-customer';
import { refusedField } from './refused-field';

const line = (most: number) => z.string().trim().min(1, 'must not be empty').max(most);
const optionalLine = (most: number) => z.string().trim().max(most).nullish().transform((text) => text || null);

export const putBillingAddressInput = z.strictObject({
  name: line(150),
  email: emailAddress,
  address: z.strictObject({
    line1: line(200), line2: optionalLine(200), city: line(100), state: optionalLine(100), postalCode: optionalLine(20),
    country: z.string().refine(isCountryCode, 'must be a country’s two letters (ISO 3166-1)'),
  }),
});

/** Sets who invoices are made out to from now on, all of it. Answers what Stripe keeps. */
export const putBillingAddress = async (ctx: WorkspaceCtx, input: z.input<typeof putBillingAddressInput>): Promise<PaymentMethodsView['billing']> => {
  requireRole(ctx, billingRoles);
  const { name, email, address } = putBillingAddressInput.parse(input);
  return withStripe(ctx, async (tx) => {
    const customer = await lockedCustomer(tx);
    // An empty string is how Stripe is told to forget a line.
    const stripes = { line1: address.line1, line2: address.line2 ?? '', city: address.city, state: address.state ?? '', postal_code: address.postalCode ?? '', country: address.country };
    const kept = await tx.stripe.customers.update(customer, { name, email, address: stripes }, whileLocked)
      .catch(refusedField({ email_invalid: '/email' }));
    const taxIds = await tx.stripe.customers.listTaxIds(customer, { limit: 100 }, whileLocked);
    await recordAudit(tx, { action: 'billing_details.changed', subject: customer, after: { name, email, address } });
    return billingDetails(kept, taxIds.data);
  });
};
