import { removeTaxId, removeTaxIdInput } from '@/lib/services/payment-methods/remove-tax-id';
import { billing } from '@/lib/web/callers';
import { call, route } from '@/lib/web/route';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route({ DELETE: call(billing, removeTaxIdInput, removeTaxId, { status: 204 }) });
