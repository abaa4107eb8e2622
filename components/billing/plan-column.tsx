import { Check, CircleCheck, Minus, Plus, type LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { Badge } from '@/components/ui/badge';
import { cn } from '@/components/ui/cn';
import type { PriceInterval } from '@/lib/domain/catalog';
import type { PlanView } from '@/lib/domain/views/plan-view';
import type { Difference } from './plan-differences';
import { priceFor, unitWords, yearlySavingWords } from './plan-price';

type PlanColumnProps = { plan: PlanView; interval: PriceInterval; heading: string; differences: Difference[]; mark?: ReactNode; action: ReactNode; isWide?: boolean };

const box = 'grid min-w-0 gap-4 rounded-card border border-line bg-raised p-4 sm:p-5';
const currentBox = 'border-accent ring-1 ring-accent';

/** One plan. Its parts lie on the rows of the grid around it, so that columns read across; a wide one has a row to itself. */
export const PlanColumn = ({ plan, interval, heading, differences, mark, action, isWide = false }: PlanColumnProps) => {
  const name = <PlanName plan={plan} mark={mark} />;
  const price = <PlanPrice plan={plan} interval={interval} />;
  const list = (
    <>
      <h4 className="text-12 font-medium text-muted">{heading}</h4>
      <ul className={cn('grid gap-2', isWide && 'sm:grid-cols-2 sm:gap-x-6 xl:grid-cols-3')}>{differences.map((one) => <DifferenceLine key={one.text} difference={one} />)}</ul>
    </>
  );
  if (isWide) {
    return (
      <section data-card aria-label={plan.name} className={cn(box, 'col-span-full lg:grid-cols-[minmax(0,1fr)_minmax(0,3fr)] lg:gap-8', plan.isCurrent && currentBox)}>
        <div className="grid content-start gap-3">{name}{price}<div className="grid">{action}</div></div>
        <div className="grid content-start gap-2 border-t border-line pt-4 lg:border-l lg:border-t-0 lg:pl-8 lg:pt-0">{list}</div>
      </section>
    );
  }
  return (
    <section data-card aria-label={plan.name} className={cn(box, 'row-span-4 grid-rows-subgrid', plan.isCurrent && currentBox)}>
      {name}
      {price}
      <div className="grid">{action}</div>
      <div className="grid content-start gap-2 border-t border-line pt-4">{list}</div>
    </section>
  );
};

const PlanName = ({ plan, mark }: { plan: PlanView; mark: ReactNode }) => (
  <div className="grid content-start gap-1">
    <div className="flex min-h-6 flex-wrap items-center justify-between gap-x-2 gap-y-1">
      <h3 className="text-16 font-semibold">{plan.name}</h3>
      {plan.isCurrent && <Badge tone="accent" icon={CircleCheck}>Current plan</Badge>}
      {!plan.isCurrent && mark}
    </div>
    <p className="text-13 text-muted">{plan.tagline}</p>
  </div>
);

const marks: Record<Difference['kind'], { icon: LucideIcon; color: string }> = {
  gain: { icon: Plus, color: 'text-success' },
  lose: { icon: Minus, color: 'text-danger' },
  has: { icon: Check, color: 'text-muted' },
};

const DifferenceLine = ({ difference }: { difference: Difference }) => {
  const { icon: Icon, color } = marks[difference.kind];
  return (
    <li className="flex items-start gap-2 text-13">
      <Icon aria-hidden className={cn('mt-0.5 size-4 shrink-0', color)} />
      <span className="min-w-0">{difference.kind === 'lose' && <span className="sr-only">Lost: </span>}{difference.text}</span>
    </li>
  );
};

const PlanPrice = ({ plan, interval }: { plan: PlanView; interval: PriceInterval }) => {
  const price = priceFor(plan, interval);
  if (plan.isCustom) return <Figure big="By agreement" small="Priced for your volume" />;
  if (!price) return <Figure big="No charge" small="No card needed" />;
  if (plan.isFree) return <Figure big={price.formatted} unit={`a ${interval}`} small="No card needed" />;
  const saving = price.interval === 'year' ? yearlySavingWords(plan) : null;
  const trial = plan.trialDays ? `${plan.trialDays} days free first` : null;
  return <Figure big={price.formatted} unit={unitWords(plan, price.interval)} small={[saving, trial].filter(Boolean).join(' · ') || `Billed each ${price.interval}`} />;
};

const Figure = ({ big, unit, small }: { big: string; unit?: string; small: string }) => (
  <div>
    <p className="flex flex-wrap items-baseline gap-x-1.5">
      <span className="text-28 font-semibold tracking-tight">{big}</span>
      {unit && <span className="text-13 text-muted">{unit}</span>}
    </p>
    <p className="mt-1 text-13 text-muted">{small}</p>
  </div>
);
