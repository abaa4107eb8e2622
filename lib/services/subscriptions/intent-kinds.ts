import type { PriceInterval } from '@/lib/domain/catalog';
import type { ChangeIntent } from '@/lib/generated/prisma/client';

/** An item of a subscription as it is sent to Stripe. Without a quantity: billed by use. */
export type ItemParam = { id?: string; price?: string; quantity?: number; deleted?: true };
export type DiscountParam = { discount?: string; coupon?: string; promotion_code?: string };

/** A change at the period's end, as a schedule holds it: what is now, and what comes then and for how long, by an end in Unix seconds or one interval. */
export type Scheduled = {
  current: ItemParam[];
  kept: DiscountParam[];
  items: ItemParam[];
  discounts: DiscountParam[];
  resetsAnchor: boolean;
  lasts: { end_date: number } | { duration: { interval: PriceInterval; interval_count: 1 } };
};

/** What is undone before anything else, because Stripe refuses a change beside it, and what brings it back. */
export type InTheWay = {
  scheduleId: string | null;
  scheduled: Scheduled | null;
  /** When it was going to end, in Unix seconds. */
  cancel: 'period_end' | number | null;
  pendingInvoiceId: string | null;
};

type Common = {
  subscription: string;
  /** Facts of the subscription when this was decided; when they are others now, it was carried out, or somebody changed it elsewhere. */
  fingerprint: string;
  inTheWay: InTheWay;
  reason: string | null;
  feedback: string | null;
};

export type Target = { planVersionId: string; plan: string; interval: PriceInterval; quantity: number };

/** What is asked of Stripe, complete: whoever finishes it needs nothing else. Times are Unix seconds. */
export type IntentInput =
  | (Common & { kind: 'change_now'; target: Target; items: ItemParam[]; resetsAnchor: boolean; endsTrial: boolean; prorationDate: number; discounts: DiscountParam[] | null; previewId: string })
  | (Common & { kind: 'change_later'; target: Target; current: ItemParam[]; items: ItemParam[]; resetsAnchor: boolean; duration: PriceInterval; discounts: DiscountParam[]; kept: DiscountParam[]; at: number; previewId: string })
  | (Common & { kind: 'cancel_later'; at: number })
  | (Common & { kind: 'cancel_now'; prorates: boolean; draftId: string | null; currency: string })
  | (Common & { kind: 'keep' })
  | (Common & { kind: 'pause' })
  | (Common & { kind: 'unpause' })
  | (Common & { kind: 'undo_scheduled' })
  | (Common & { kind: 'end_trial' })
  | (Common & { kind: 'accept_offer'; offerId: string; discounts: DiscountParam[] })
  | (Common & { kind: 'block_downgrade'; reasons: string[] });

export type IntentKind = IntentInput['kind'];
export type Input<K extends IntentKind> = Extract<IntentInput, { kind: K }>;

export const inputOf = (row: ChangeIntent): IntentInput => row.input as unknown as IntentInput;
