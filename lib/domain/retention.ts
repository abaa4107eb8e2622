import type { Retention } from './catalog';
import { prorate } from './money';
import { boundary } from './periods';

/**
 * The variant of the offer that a workspace sees: always the same one, and each for about as many workspaces. FNV-1a over the
 * workspace's id, so that nothing has to be stored to know it.
 */
export const retentionVariant = (retention: Retention, workspaceId: string): string => {
  const variants = Object.keys(retention.variants);
  let hash = 0x811c9dc5;
  for (const character of workspaceId) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  const variant = variants[hash % variants.length];
  if (variant === undefined) throw new Error('an offer to stay needs a variant');
  return variant;
};

/** Whether an invoice is made while a discount from now on holds. A year's renewal may come only after it. */
export const retentionReach = (now: Date, nextInvoiceAt: Date, months: number): boolean => nextInvoiceAt < boundary(now, 'month', months);

/** What is left to pay of an amount; the discount is rounded, as Stripe does. */
export const afterPercentOff = (amountMinor: number, percentOff: number): number => amountMinor - prorate(amountMinor, percentOff, 100);
