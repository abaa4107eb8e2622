import { z } from 'zod';
import type { WorkspaceCtx } from '@/lib/context';
import { taxIdTypeNames } from '@/lib/domain/tax-id-types';
import type { TaxIdView } from '@/lib/domain/views/billing-view';
import { recordAudit } from '@/lib/services/audit/record-audit';
import { billingRoles, requireRole } from '@/lib/services/identity/require-role';
import { whileLocked } from '@/lib/services/subscriptions/stripe-call';
import { withStripe } from '@/lib/services/subscriptions/with-stripe';
import { taxIdView } from './billing-details';
import { lockedCustomer } from './locked-customer';
import { refusedField } from './refused-field';

export const addTaxIdInput = z.strictObject({ type: z.enum(taxIdTypeNames), value: z.string().trim().min(1, 'must not be empty').max(60) });

/** Puts a tax id on the invoices to come. Stripe checks its form at once (422) and whether it exists later: `status`. One that is there already is answered as it is. */
export const addTaxId = async (ctx: WorkspaceCtx, input: z.input<typeof addTaxIdInput>): Promise<TaxIdView> => {
  requireRole(ctx, billingRoles);
  const { type, value } = addTaxIdInput.parse(input);
  return withStripe(ctx, async (tx) => {
    const customer = await lockedCustomer(tx);
    const known = await tx.stripe.customers.listTaxIds(customer, { limit: 100 }, whileLocked);
    const same = known.data.find((one) => one.type === type && one.value === value);
    if (same) return taxIdView(same);
    const made = await tx.stripe.customers.createTaxId(customer, { type, value }, whileLocked)
      .catch(refusedField({ tax_id_invalid: '/value' }));
    await recordAudit(tx, { action: 'tax_id.added', subject: made.id, after: { type, value } });
    return taxIdView(made);
  });
};
