import type { WorkspaceCtx } from '@/lib/context';
import type { Input } from './intent-kinds';
import type { whileLocked } from './stripe-call';

type Options = (step: string) => typeof whileLocked & { idempotencyKey: string };

/**
 * Puts a change at the period's end: a schedule made of the subscription as it is, then given a second phase of one interval, after
 * which it lets go by itself. A schedule that could not be given its second phase is released, because it would block every other change.
 */
export const scheduleChange = async (tx: WorkspaceCtx, input: Input<'change_later'>, options: Options): Promise<void> => {
  const made = await tx.stripe.subscriptionSchedules.create({ from_subscription: input.subscription }, options('schedule'));
  const [now] = made.phases;
  if (!now) throw new Error(`Stripe made schedule ${made.id} without a phase.`);
  const update = tx.stripe.subscriptionSchedules.update(
    made.id,
    {
      end_behavior: 'release', proration_behavior: 'none',
      phases: [
        { items: phaseItems(input.current), start_date: now.start_date, end_date: now.end_date, ...discountsOf(input.kept) },
        {
          items: phaseItems(input.items), duration: { interval: input.duration, interval_count: 1 }, proration_behavior: 'none', ...discountsOf(input.discounts),
          ...(input.resetsAnchor ? { billing_cycle_anchor: 'phase_start' } : {}),
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

const phaseItems = (items: Input<'change_later'>['items']) => items.map(({ price, quantity }) => ({ price, ...(quantity === undefined ? {} : { quantity }) }));

const discountsOf = (discounts: Input<'change_later'>['discounts']) => (discounts.length === 0 ? {} : { discounts });

/** Refused for good, as opposed to lost on the way: then the same call is made again. */
export const isRefusal = (reason: unknown): boolean => /^Stripe(InvalidRequest|Card)Error$/.test(String((reason as { type?: unknown } | null)?.type));
