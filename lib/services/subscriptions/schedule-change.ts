import type { WorkspaceCtx } from '@/lib/context';
import type { Scheduled } from './intent-kinds';
import type { whileLocked } from './stripe-call';

type Options = (step: string) => typeof whileLocked & { idempotencyKey: string };

/**
 * Puts a change at the period's end: a schedule made of the subscription as it is, then given a second phase, after which it lets go
 * by itself. A schedule that could not be given its second phase is released, because it would block every other change.
 */
export const scheduleChange = async (tx: WorkspaceCtx, subscription: string, scheduled: Scheduled, options: Options): Promise<void> => {
  const made = await tx.stripe.subscriptionSchedules.create({ from_subscription: subscription }, options('schedule'));
  const [now] = made.phases;
  if (!now) throw new Error(`Stripe made schedule ${made.id} without a phase.`);
  const update = tx.stripe.subscriptionSchedules.update(
    made.id,
    {
      end_behavior: 'release', proration_behavior: 'none',
      phases: [
        { items: phaseItems(scheduled.current), start_date: now.start_date, end_date: now.end_date, ...discountsOf(scheduled.kept) },
        {
          items: phaseItems(scheduled.items), ...scheduled.lasts, proration_behavior: 'none', ...discountsOf(scheduled.discounts),
          ...(scheduled.resetsAnchor ? { billing_cycle_anchor: 'phase_start' } : {}),
        },
      ],
    },
    options('phases'),
  );
  await update.catch(async (reason: unknown) => {
    if (isRefusal(reason)) await tx.stripe.subscriptionSchedules.release(made.id, {}, options('give-up'));
    throw reason;
  });
};

const phaseItems = (items: Scheduled['items']) => items.map(({ price, quantity }) => ({ price, ...(quantity === undefined ? {} : { quantity }) }));

const discountsOf = (discounts: Scheduled['discounts']) => (discounts.length === 0 ? {} : { discounts });

/** Refused for good, as opposed to lost on the way: then the same call is made again. */
export const isRefusal = (reason: unknown): boolean => /^Stripe(InvalidRequest|Card)Error$/.test(String((reason as { type?: unknown } | null)?.type));
