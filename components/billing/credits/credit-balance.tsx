import type { ReactNode } from 'react';
import { Card, CardBody } from '@/components/ui/card';
import { formatCount, formatUnits } from '@/components/ui/format-count';
import { formatDate, formatReset } from '@/components/ui/format-time';
import { MeterBar } from '@/components/ui/meter-bar';
import { quotaStatus } from '@/lib/domain/quota-status';
import type { CreditsView } from '@/lib/domain/views/billing-view';

type Meter = NonNullable<CreditsView['meter']>;

const Figure = ({ id, title, value, unit, children }: { id: string; title: string; value: string; unit: string; children: ReactNode }) => (
  <Card aria-labelledby={id} className="flex">
    <CardBody className="flex min-h-36 w-full flex-col gap-1">
      <h2 id={id} className="text-13 text-muted">{title}</h2>
      <p className="text-ink"><span className="text-28 font-semibold">{value}</span> <span className="text-13 text-muted">{unit}</span></p>
      <div className="mt-auto pt-3 text-13 text-muted">{children}</div>
    </CardBody>
  </Card>
);

const balanceNote = ({ balance, grants }: CreditsView): string => {
  const soon = grants.filter((one) => one.expiresSoon);
  const [first] = soon;
  if (first?.expiresAt) return `${formatCount(soon.reduce((sum, one) => sum + one.remaining, 0))} of them expire soon, the first on ${formatDate(first.expiresAt)}.`;
  return balance === 0 ? 'What you buy is added here.' : 'Spent when what expires sooner is used up. Packs do not expire.';
};

/** What packs and gifts hold, and what the plan gives beside them. */
export const CreditBalance = ({ view, meter }: { view: CreditsView; meter: Meter }) => (
  <div className="grid gap-6 sm:grid-cols-2">
    <Figure id="pack-balance" title="Credit packs" value={formatCount(view.balance)} unit={`${view.balance === 1 ? meter.unit.one : meter.unit.many} left`}>
      {balanceNote(view)}
    </Figure>
    {view.plan && <PlanShare plan={view.plan} meter={meter} asOf={view.asOf} />}
  </div>
);

const PlanShare = ({ plan, meter, asOf }: { plan: NonNullable<CreditsView['plan']>; meter: Meter; asOf: string }) => {
  const { name, limit, used, remaining, resetsAt } = plan;
  if (limit === null) return <Figure id="plan-share" title={`${name} plan`} value="Unlimited" unit={meter.unit.many}>Nothing is taken from packs on this plan.</Figure>;
  return (
    <Figure id="plan-share" title={`${name} plan, this billing period`} value={formatCount(remaining ?? 0)} unit={`of ${formatUnits(limit, meter.unit)} left`}>
      <MeterBar isThin label={`${meter.name} of the plan`} used={used} limit={limit} status={quotaStatus(used, limit).status} valueText={`${formatCount(used)} of ${formatUnits(limit, meter.unit)} used`} />
      <p className="mt-2">New ones {formatReset(resetsAt, asOf)}.</p>
    </Figure>
  );
};
