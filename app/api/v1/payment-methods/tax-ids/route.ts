import { addTaxId, addTaxIdInput } from '@/lib/services/payment-methods/add-tax-id';
import { billing } from '@/lib/web/callers';
import { call, route } from '@/lib/web/route';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route({ POST: call(billing, addTaxIdInput, addTaxId, { status: 201 }) });
