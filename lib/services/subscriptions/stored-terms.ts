import type { PriceInterval } from '@/lib/domain/catalog';

/** What is subscribed to, as rows keep it. `amountMinor` is for one interval: price times quantity, before discounts. */
export type StoredTerms = { planVersionId: string; plan: string; interval: PriceInterval; quantity: number; amountMinor: number; currency: string };

/** A target that a schedule or a payment leads to. */
type Target = Pick<StoredTerms, 'planVersionId' | 'interval' | 'quantity' | 'amountMinor'>;

/** `subscriptions.scheduled`. `at` is RFC 3339. */
export type ScheduledChange = Target & { scheduleId: string; at: string };

/** `subscriptions.pending_change`: waits for `invoiceId` to be paid. */
export type PendingChange = Target & { invoiceId: string; expiresAt: string };

/** `subscriptions.discount`. */
export type DiscountInForce = { id: string; coupon: string; promotionCode: string | null; name: string; percentOff: number | null; amountOffMinor: number | null; endsAt: string | null };
