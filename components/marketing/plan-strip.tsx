import Link from 'next/link';
import { planHighlights } from '@/components/billing/plan-differences';
import { priceFor } from '@/components/billing/plan-price';
import type { PlanView } from '@/lib/domain/views/plan-view';

const priceWords = (plan: PlanView): string => {
  const price = priceFor(plan, 'month');
  if (plan.isCustom) return 'By agreement';
  return price ? `${price.formatted} a ${price.interval}` : 'No charge';
};

/** Every plan in one line each: the name, what it mainly holds, the price. */
export const PlanStrip = ({ plans }: { plans: PlanView[] }) => (
  <ul data-card className="divide-y divide-line rounded-card border border-line bg-raised">
    {plans.map((plan) => (
      <li key={plan.id}>
        <Link href="/pricing" className="grid grid-cols-[1fr_auto] items-baseline gap-x-4 px-4 py-3 transition-colors hover:bg-sunken sm:grid-cols-[140px_1fr_auto] sm:px-5">
          <span className="text-14 font-medium">{plan.name}</span>
          <span className="order-3 col-span-2 text-13 text-muted sm:order-none sm:col-span-1">{planHighlights(plan)[0]?.text}</span>
          <span className="text-right text-14">{priceWords(plan)}</span>
        </Link>
      </li>
    ))}
  </ul>
);
