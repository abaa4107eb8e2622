import { setDefaultPaymentMethod, setDefaultPaymentMethodInput } from '@/lib/services/payment-methods/set-default-payment-method';
import { billing } from '@/lib/web/callers';
import { call, route } from '@/lib/web/route';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route({ POST: call(billing, setDefaultPaymentMethodInput, setDefaultPaymentMethod, { status: 204 }) });
