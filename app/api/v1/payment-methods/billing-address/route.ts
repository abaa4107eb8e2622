import { putBillingAddress, putBillingAddressInput } from '@/lib/services/payment-methods/put-billing-address';
import { billing } from '@/lib/web/callers';
import { call, route } from '@/lib/web/route';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route({ PUT: call(billing, putBillingAddressInput, putBillingAddress) });
