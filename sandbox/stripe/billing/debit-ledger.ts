import type { Sandbox } from '@/sandbox/stripe/sandbox';
import type { Debit } from '@/sandbox/stripe/store/collections';
import { prorated } from './money';

export interface Credit {
  debit: Debit;
  /** Negative, minor units. */
  amount: number;
  start: number;
  end: number;
}

/** The share of a debit that falls to the time from `at` to its end. */
const shareFrom = ({ fullAmount, fullSeconds, end }: Debit, at: number): number => prorated(fullAmount, Math.max(0, end - at), fullSeconds);

/** What was really charged for this item's time from `from` on and not given back yet: one credit for each debit. Each debit's credits add up to it exactly. */
export function creditsFrom({ store }: Sandbox, item: string, from: number): Credit[] {
  return store.owned('debit', item).flatMap((debit) => {
    const start = Math.max(from, debit.start);
    const end = Math.min(debit.end, debit.creditedFrom);
    if (start >= end) return [];
    return [{ debit, amount: shareFrom(debit, end) - shareFrom(debit, start), start, end }];
  });
}

/** Remembers that a debit was given back from this instant on, for the invoice item that does it. */
export function consume({ store }: Sandbox, debit: string, from: number, invoiceItem: string): void {
  const before = store.get('debit', debit);
  if (!before || before.creditedFrom <= from) return;
  store.save('given_credit', { id: invoiceItem, debit, from, was: before.creditedFrom });
  store.save('debit', { ...before, creditedFrom: from });
}

export interface Forgotten {
  debits: Debit[];
  credited: { debit: string; from: number; invoiceItem: string }[];
}

/** The invoice is not paid: its charges and its credits have not happened, except those of the invoice items in `kept`. */
export function forgetInvoice({ store }: Sandbox, invoice: string, kept: ReadonlySet<string> = new Set()): Forgotten {
  const debits = store.owned('debit', invoice).filter(({ invoiceItem }) => invoiceItem === null || !kept.has(invoiceItem));
  for (const debit of debits) store.remove('debit', debit.id);
  const credited = store.owned('invoiceitem', invoice).flatMap((item) => {
    const given = kept.has(item.id) ? undefined : store.get('given_credit', item.id);
    if (!given) return [];
    const debit = store.get('debit', given.debit);
    if (debit?.creditedFrom === given.from) store.save('debit', { ...debit, creditedFrom: given.was });
    store.remove('given_credit', item.id);
    return [{ debit: given.debit, from: given.from, invoiceItem: item.id }];
  });
  return { debits, credited };
}

/** It is paid after all. */
export function remember(sandbox: Sandbox, { debits, credited }: Forgotten): void {
  for (const { debit, from, invoiceItem } of credited) consume(sandbox, debit, from, invoiceItem);
  for (const debit of debits) sandbox.store.save('debit', debit);
}

/** The item's or subscription's past charges give no credit any more. */
export function forfeit({ store }: Sandbox, owner: string): Debit[] {
  const debits = store.owned('debit', owner);
  for (const debit of debits) store.remove('debit', debit.id);
  return debits;
}
