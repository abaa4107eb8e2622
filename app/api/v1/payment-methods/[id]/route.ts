import { removePaymentMethod, removePaymentMethodInput } from '@/lib/services/payment-methods/remove-payment-method';
import { billing } from '@/lib/web/callers';
import { call, route } from '@/lib/web/route';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route({ DELETE: call(billing, removePaymentMethodInput, removePaymentMethod, { status: 204 }) });
