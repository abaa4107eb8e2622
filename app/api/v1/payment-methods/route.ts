import { addPaymentMethod, addPaymentMethodInput } from '@/lib/services/payment-methods/add-payment-method';
import { listPaymentMethods, listPaymentMethodsInput } from '@/lib/services/payment-methods/list-payment-methods';
import { billing } from '@/lib/web/callers';
import { call, route } from '@/lib/web/route';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route({
  GET: call(billing, listPaymentMethodsInput, listPaymentMethods),
  POST: call(billing, addPaymentMethodInput, addPaymentMethod, { status: 201 }),
});
