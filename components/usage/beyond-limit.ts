import { formatUnits } from '@/components/ui/format-count';
import { formatMoney } from '@/lib/domain/money';
import type { LimitView, MeterView } from '@/lib/domain/views/usage-view';

/** What happens to calls beyond a limit: refused, paid from credit packs, billed. */
export type BeyondLimit = { isRefused: boolean; usesPacks: boolean; sentence: string };

const price = (meter: MeterView, { per, priceMinor, currency }: NonNullable<LimitView['overage']>): string =>
  `${formatMoney(priceMinor, currency, 'en')} for every begun ${formatUnits(per, meter.unit)}`;

/** Packs are spent first, then what is left is billed where the limit is soft, else refused. */
export const beyondLimit = (meter: MeterView, limit: LimitView): BeyondLimit => {
  const { overage } = limit;
  const packs = limit.window === 'billing_period' ? (meter.packs ?? 0) : 0;
  const billed = overage ? `billed at ${price(meter, overage)}${overage.units > 0 ? `, ${overage.formatted} so far` : ''}` : null;
  if (packs > 0) return { isRefused: false, usesPacks: true, sentence: `Calls beyond it are paid from your credit packs, which hold ${formatUnits(packs, meter.unit)}${billed ? `, and then ${billed}` : ''}.` };
  if (billed) return { isRefused: false, usesPacks: false, sentence: `Calls beyond it pass and are ${billed}.` };
  return { isRefused: true, usesPacks: false, sentence: limit.status === 'limit_reached' ? 'Calls that need more are refused.' : 'Calls are refused once the limit is reached.' };
};
