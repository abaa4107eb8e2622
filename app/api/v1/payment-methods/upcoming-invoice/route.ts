import { getUpcomingInvoice, getUpcomingInvoiceInput } from '@/lib/services/payment-methods/get-upcoming-invoice';
import { billing } from '@/lib/web/callers';
import { call, route } from '@/lib/web/route';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route({ GET: call(billing, getUpcomingInvoiceInput, getUpcomingInvoice) });
