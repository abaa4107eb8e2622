import { z } from 'zod';

export const daysBackInput = { days: z.coerce.number().int().min(1).max(90).default(30) };

const dayMs = 86_400_000;

/** The calendar days, in UTC, that end with today: where they begin, and each by its date. */
export const daysBack = (now: Date, days: number): { from: Date; names: string[] } => {
  const today = Math.floor(now.getTime() / dayMs) * dayMs;
  const from = today - (days - 1) * dayMs;
  return { from: new Date(from), names: Array.from({ length: days }, (_, i) => new Date(from + i * dayMs).toISOString().slice(0, 10)) };
};
