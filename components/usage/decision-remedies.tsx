import { CalendarClock, Coins, Gauge, Layers, type LucideIcon } from 'lucide-react';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { formatCount } from '@/components/ui/format-count';
import { formatReset } from '@/components/ui/format-time';
import type { Remedy } from '@/lib/domain/remedies';
import type { DecisionDetail } from '@/lib/domain/views/decision-view';
import { perWindow } from './main-limit';

const link = 'font-medium text-accent underline underline-offset-4';

const Way = ({ icon: Icon, children }: { icon: LucideIcon; children: ReactNode }) => (
  <li className="flex items-start gap-2.5 text-14"><Icon aria-hidden className="mt-0.5 size-4 shrink-0 text-muted" /><span>{children}</span></li>
);

/** What would have let the call pass, what costs nothing first. */
export const DecisionRemedies = ({ decision, now }: { decision: DecisionDetail; now: string }) => {
  const { remedies } = decision;
  const plans = remedies.filter((one) => one.kind === 'plan');
  if (remedies.length === 0) return null;
  return (
    <div>
      <h2 className="mb-2 text-13 font-semibold text-ink">What would have let it pass</h2>
      <ul className="grid gap-2">
        {remedies.map((one) => (one.kind === 'plan' ? null : <Other key={one.kind} remedy={one} now={now} />))}
        {plans.length > 0 && <Plans plans={plans} decision={decision} />}
      </ul>
    </div>
  );
};

const Other = ({ remedy, now }: { remedy: Exclude<Remedy, { kind: 'plan' }>; now: string }) => {
  if (remedy.kind === 'wait') return <Way icon={CalendarClock}>{Date.parse(remedy.until) <= Date.parse(now) ? 'Time: that limit has reset since. The same call can pass now.' : `Time: the limit resets ${formatReset(remedy.until, now)}.`}</Way>;
  if (remedy.kind === 'pack') return <Way icon={Coins}>Credits: <Link href="/credits" className={link}>{remedy.name} for {remedy.formatted}</Link> is the smallest pack with what was missing.</Way>;
  return <Way icon={Gauge}>Your own limit, raised or lifted under <Link href="/usage/limits" className={link}>Your limits</Link>. It holds from the next call on.</Way>;
};

const Plans = ({ plans, decision }: { plans: Extract<Remedy, { kind: 'plan' }>[]; decision: DecisionDetail }) => {
  const [first, ...more] = plans;
  const measure = decision.measures[0];
  if (!first) return null;
  const has = first.limit === null ? null : `${formatCount(first.limit)} ${measure?.unit.many ?? ''}${decision.window ? ` ${perWindow(decision.window)}` : ''}`.trim();
  return (
    <Way icon={Layers}>
      A plan: <Link href="/plans" className={link}>{first.plan.name}</Link>{has && ` has ${has}`}{more.length > 0 && `, and ${more.map((one) => one.plan.name).join(', ')} would have done too`}.
    </Way>
  );
};
