import { z } from 'zod';
import type { Ctx } from '@/lib/context';
import { AppError } from '@/lib/domain/app-error';
import { priceOf, type PriceInterval } from '@/lib/domain/catalog';
import { proration, type Proration } from '@/lib/domain/proration';

const instant = z.iso.datetime({ offset: true, error: 'must be an RFC 3339 time, as 2026-11-16T00:00:00Z' }).transform((text) => new Date(text));

export const calculateProrationInput = z.strictObject({
  currentPlan: z.string().min(1).max(40), targetPlan: z.string().min(1).max(40), interval: z.enum(['month', 'year']),
  periodStart: instant.optional(), periodEnd: instant.optional(), at: instant.optional(),
});

const dayMs = 86_400_000;
const lengthDays = { month: 30, year: 365 } as const;

/**
 * What a change of plan would cost by the catalogue's prices, from dates alone; nothing is asked of Stripe and nothing changes.
 * Without dates the period starts now and lasts 30 days (365 for a year), so that all of it is left; with one end given the
 * other follows at that length; `at` is now, or the start of a period that lies ahead. Negative `dueMinor` is credit.
 */
export const calculateProration = (ctx: Ctx, input: z.output<typeof calculateProrationInput>): Promise<Proration & { currency: string }> => {
  const { start, end, at } = periodOf(input, ctx.now);
  const fromMinor = priceIn(ctx, 'currentPlan', input.currentPlan, input.interval);
  const toMinor = priceIn(ctx, 'targetPlan', input.targetPlan, input.interval);
  return Promise.resolve({ ...proration({ fromMinor, toMinor, start, end, at }), currency: ctx.catalog.currency });
};

const wrong = (field: string, message: string): AppError => new AppError('invalid_input', message, { errors: [{ pointer: `/${field}`, message }] });

const priceIn = (ctx: Ctx, field: string, id: string, interval: PriceInterval): number => {
  const plan = Object.hasOwn(ctx.catalog.plans, id) ? ctx.catalog.plans[id] : undefined;
  if (!plan || plan.hidden) throw wrong(field, 'There is no such plan. GET /api/v1/plans lists those on offer.');
  const price = priceOf(plan, interval, ctx.catalog.currency);
  if (price === null) throw wrong(field, `This plan has no price by the ${interval}.`);
  return price;
};

const periodOf = ({ periodStart, periodEnd, at, interval }: z.output<typeof calculateProrationInput>, now: Date): { start: Date; end: Date; at: Date } => {
  const lengthMs = lengthDays[interval] * dayMs;
  const start = periodStart ?? (periodEnd ? new Date(periodEnd.getTime() - lengthMs) : (at ?? now));
  const end = periodEnd ?? new Date(start.getTime() + lengthMs);
  if (end.getTime() - start.getTime() < 1000) throw wrong('periodEnd', 'The period must end after it starts.');
  const when = at ?? (now < start ? start : now);
  if (when < start || when > end) throw wrong('at', 'The change must lie within the period.');
  return { start, end, at: when };
};
