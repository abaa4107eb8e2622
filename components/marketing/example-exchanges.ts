import { formatCount } from '@/components/ui/format-count';
import { perWindow } from '@/components/usage/main-limit';
import type { PlanView } from '@/lib/domain/views/plan-view';

export type Exchange = { title: string; isAllowed: boolean; status: string; lines: { text: string; isMarked?: boolean }[] };
type Example = { method: string; path: string };

/** A call of `required` units that passes and one that does not, with the numbers of the plan everybody starts on. Null where that plan limits nothing. */
export const exampleExchanges = (example: Example, plan: PlanView, meter: string, required: number): [Exchange, Exchange] | null => {
  const limits = plan.limits.filter((one) => one.meter === meter && one.limit !== null);
  const limit = limits.find((one) => one.window !== 'minute') ?? limits[0];
  if (!limit || limit.limit === null) return null;
  const call = { text: `> ${example.method} /gateway${example.path}`, isMarked: true };
  const key = { text: '> Authorization: Bearer tg_live_…' };
  const full = limit.limit;
  const name = `${meter}-${limit.window}`;
  const passed: Exchange = {
    title: 'A call within the plan', isAllowed: true, status: '200 OK',
    lines: [
      call, key, { text: '' }, { text: '< 200 OK', isMarked: true }, { text: '< x-decision-id: dec_…' },
      { text: `< RateLimit-Policy: "${name}";q=${full}` }, { text: `< RateLimit: "${name}";r=${full - required}`, isMarked: true },
      { text: '' }, { text: '< the API’s own answer, streamed' },
    ],
  };
  const refused: Exchange = {
    title: 'The call after the last one', isAllowed: false, status: '429 Refused',
    lines: [
      call, key, { text: '' }, { text: '< 429 Too Many Requests', isMarked: true }, { text: '< content-type: application/problem+json' }, { text: '{' },
      { text: '  "code": "quota_exceeded",', isMarked: true }, { text: `  "meter": "${meter}", "window": "${limit.window}",` },
      { text: `  "limit": ${full}, "used": ${full}, "required": ${required},` }, { text: '  "resetAt": "…", "decisionId": "dec_…"' }, { text: '}' },
    ],
  };
  return [passed, refused];
};

/** `1,000 calls a month`, for a sentence. */
export const startWords = (plan: PlanView, meter: string): string | null => {
  const limit = plan.limits.filter((one) => one.meter === meter).find((one) => one.window !== 'minute');
  if (!limit) return null;
  return limit.limit === null ? `unlimited ${limit.unit.many}` : `${formatCount(limit.limit)} ${limit.unit.many} ${perWindow(limit.window)}`;
};
