import Link from 'next/link';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import type { SubscriptionView } from '@/lib/domain/views/plan-view';
import { StatusBadge } from './status-badge';
import { boughtPlan, nextWords, planWords } from './subscription-words';

/** The plan: its name, its price, what happens next. */
export const PlanCard = ({ subscription, now }: { subscription: SubscriptionView; now: string }) => (
  <Card aria-labelledby="plan" className="flex flex-col gap-4 p-4 sm:p-5">
    <div className="flex items-center justify-between gap-3">
      <h2 id="plan" className="text-14 font-semibold">Plan</h2>
      <StatusBadge status={subscription.interval === null ? null : subscription.status} />
    </div>
    <div>
      <p className="text-28 font-semibold tracking-tight">{boughtPlan(subscription).name}</p>
      <p className="mt-1 text-14 text-muted">{planWords(subscription)}</p>
    </div>
    <p className="text-13 text-muted">{nextWords(subscription, now)}</p>
    <div className="mt-auto"><Button asChild size="sm"><Link href="/plans">Compare plans</Link></Button></div>
  </Card>
);
