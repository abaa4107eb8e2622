import { payInvoice, payInvoiceInput } from '@/lib/services/invoices/pay-invoice';
import { billing } from '@/lib/web/callers';
import { call, route } from '@/lib/web/route';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route({ POST: call(billing, payInvoiceInput, payInvoice) });
