import { z } from 'zod';
import type { Ctx } from '@/lib/context';
import { AppError } from '@/lib/domain/app-error';

const dayMs = 86_400_000;
const maxDays = 400;

/** A half-open range in time, RFC 3339 with a zone, and the meter to sum; the last 30 days and the main meter unless given. */
export const usageRangeInput = { from: z.iso.datetime({ offset: true }).optional(), to: z.iso.datetime({ offset: true }).optional(), meter: z.string().max(40).optional() };

export type UsageRange = { from: Date; to: Date; meter: string };

/** @throws AppError invalid_input for an empty or too long range, or a meter the catalogue does not have. */
export const usageRange = (ctx: Pick<Ctx, 'now' | 'catalog'>, input: { from?: string | undefined; to?: string | undefined; meter?: string | undefined }): UsageRange => {
  const to = input.to === undefined ? new Date(ctx.now.getTime() + 1_000) : new Date(input.to);
  const from = input.from === undefined ? new Date(to.getTime() - 30 * dayMs) : new Date(input.from);
  const wrong = (pointer: string, message: string) => new AppError('invalid_input', message, { errors: [{ pointer, message }] });
  if (from.getTime() >= to.getTime()) throw wrong('?from', 'The range is empty: "from" must be before "to".');
  if (to.getTime() - from.getTime() > maxDays * dayMs) throw wrong('?from', `The range is longer than ${maxDays} days.`);
  const meter = input.meter ?? ctx.catalog.mainMeter;
  if (!Object.hasOwn(ctx.catalog.meters, meter)) throw wrong('?meter', `There is no meter "${meter}". Known: ${Object.keys(ctx.catalog.meters).join(', ')}.`);
  return { from, to, meter };
};
