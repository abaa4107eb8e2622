import { listInvoices, listInvoicesInput } from '@/lib/services/invoices/list-invoices';
import { billing } from '@/lib/web/callers';
import { call, route } from '@/lib/web/route';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route({ GET: call(billing, listInvoicesInput, listInvoices) });
