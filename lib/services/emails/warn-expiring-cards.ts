import { z } from 'zod';
import type { Ctx } from '@/lib/context';
import { liveStatuses } from '@/lib/domain/access';
import type { CardView } from '@/lib/domain/views/billing-view';
import { syncSubscription } from '@/lib/services/subscriptions/sync-subscription';
import { queueEmail } from './queue-email';

export const warnExpiringCardsInput = z.strictObject({});

const warnedDays = 30;
const dayMs = 86_400_000;

/** When a card stops working: the first moment, in UTC, of the month after the one printed on it. */
const cardEndsAt = ({ expMonth, expYear }: Pick<CardView, 'expMonth' | 'expYear'>): number => Date.UTC(expYear, expMonth, 1);

/**
 * Writes to who pays with a card that ends within thirty days, once per card and expiry. Stripe is asked again about each before,
 * because banks renew cards by themselves. Returns how many mails are new. One workspace that cannot be asked about keeps the
 * others from nothing; the run still fails, so that it is seen and repeated.
 */
export const warnExpiringCards = async (ctx: Ctx, _input: z.input<typeof warnExpiringCardsInput> = {}): Promise<number> => {
  const thisMonth = ctx.now.getUTCFullYear() * 12 + ctx.now.getUTCMonth() + 1;
  const candidates = await ctx.db.$queryRaw<{ workspaceId: string; card: CardView }[]>`
    SELECT workspace_id AS "workspaceId", card FROM subscriptions
    WHERE status = ANY(${[...liveStatuses]}) AND cancel_at IS NULL AND (card ->> 'expYear')::int * 12 + (card ->> 'expMonth')::int BETWEEN ${thisMonth}::int AND ${thisMonth + 1}::int`;
  const due = candidates.filter(({ card }) => endsSoon(card, ctx.now));
  let [queued, failed] = [0, 0];
  for (const { workspaceId } of due) {
    await warnOne(ctx, workspaceId).then(
      (count) => (queued += count),
      (reason: unknown) => {
        failed += 1;
        ctx.log.error({ workspaceId, err: reason }, 'a card that expires could not be looked at');
      },
    );
  }
  if (failed > 0) throw new Error(`${failed} of ${due.length} cards that expire could not be looked at.`);
  return queued;
};

const warnOne = async (ctx: Ctx, workspaceId: string): Promise<number> => {
  await syncSubscription(ctx, { workspaceId });
  const now = await ctx.db.subscription.findFirst({ where: { workspaceId, status: { in: [...liveStatuses] }, cancelAt: null } });
  const card = (now?.card ?? null) as CardView | null;
  if (!now || card === null || !endsSoon(card, ctx.now)) return 0;
  const { brand, last4, expMonth, expYear } = card;
  return queueEmail(ctx, { workspaceId, kind: 'card_expiring', key: `card_expiring:${workspaceId}:${now.paymentMethodId ?? last4}:${expYear}-${expMonth}`, data: { brand, last4, expMonth, expYear } });
};

const endsSoon = (card: CardView, now: Date): boolean => {
  const leftMs = cardEndsAt(card) - now.getTime();
  return leftMs > 0 && leftMs <= warnedDays * dayMs;
};
