import type { InvoiceFilter } from './invoices-query';

/** What an address asks for; anything else is all of them. */
export const invoiceFilterOf = (asked: string | undefined): InvoiceFilter => (asked === 'open' || asked === 'paid' ? asked : 'all');
