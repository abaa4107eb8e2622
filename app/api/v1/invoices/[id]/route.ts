import { getInvoice, getInvoiceInput } from '@/lib/services/invoices/get-invoice';
import { billing } from '@/lib/web/callers';
import { call, route } from '@/lib/web/route';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route({ GET: call(billing, getInvoiceInput, getInvoice) });
