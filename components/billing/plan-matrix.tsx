import { Check, ChevronDown, Minus } from 'lucide-react';
import { Fragment } from 'react';
import { cn } from '@/components/ui/cn';
import type { PlanView } from '@/lib/domain/views/plan-view';
import { matrixRows, type MatrixCell, type MatrixGroup } from './matrix-rows';

/** All plans against all they hold: a table with a head that stays, or on a phone one fold for each plan. */
export const PlanMatrix = ({ plans, top }: { plans: PlanView[]; top: 'page' | 'bar' }) => {
  const groups = matrixRows(plans);
  return (
    <section aria-labelledby="matrix" className="mt-12">
      <h2 id="matrix" className="mb-4 text-16 font-semibold">Everything in each plan</h2>
      <MatrixTable plans={plans} groups={groups} top={top} />
      <div className="grid gap-3 md:hidden">{plans.map((plan, i) => <PlanFold key={plan.id} plan={plan} index={i} groups={groups} />)}</div>
    </section>
  );
};

const MatrixTable = ({ plans, groups, top }: { plans: PlanView[]; groups: MatrixGroup[]; top: 'page' | 'bar' }) => (
  <table className="hidden w-full border-separate border-spacing-0 text-13 md:table">
    <thead>
      <tr>
        <th scope="col" className={cn('sticky z-10 border-b border-edge bg-surface py-3 pr-4 text-left text-12 font-medium text-muted', top === 'bar' ? 'top-14' : 'top-14 lg:top-0')}>What it holds</th>
        {plans.map((plan) => (
          <th key={plan.id} scope="col" className={cn('sticky z-10 border-b border-edge bg-surface px-3 py-3 text-right font-semibold', top === 'bar' ? 'top-14' : 'top-14 lg:top-0', plan.isCurrent && 'text-accent')}>
            {plan.name}{plan.isCurrent && <span className="block text-12 font-normal">Current plan</span>}
          </th>
        ))}
      </tr>
    </thead>
    <tbody>
      {groups.map((group) => (
        <Fragment key={group.name}>
          <tr><th scope="colgroup" colSpan={plans.length + 1} className="pb-2 pt-6 text-left text-12 font-medium text-muted">{group.name}</th></tr>
          {group.rows.map((row) => (
            <tr key={row.id} className="group">
              <th scope="row" className="h-10 border-b border-line py-2 pr-4 text-left font-normal group-hover:bg-sunken">
                {row.name}{row.note && <span className="block text-12 text-muted">{row.note}</span>}
              </th>
              {row.cells.map((cell, i) => <td key={plans[i]?.id} className="border-b border-line px-3 text-right group-hover:bg-sunken"><Cell cell={cell} /></td>)}
            </tr>
          ))}
        </Fragment>
      ))}
    </tbody>
  </table>
);

const PlanFold = ({ plan, index, groups }: { plan: PlanView; index: number; groups: MatrixGroup[] }) => (
  <details data-card className="group rounded-card border border-line bg-raised" open={plan.isCurrent}>
    <summary className="flex h-12 list-none items-center justify-between gap-3 px-4 text-14 font-medium [&::-webkit-details-marker]:hidden">
      <span>{plan.name}{plan.isCurrent && <span className="font-normal text-muted"> · current plan</span>}</span>
      <ChevronDown aria-hidden className="size-4 text-muted transition-transform group-open:rotate-180" />
    </summary>
    <dl className="px-4 pb-3 text-13">
      {groups.flatMap((group) => group.rows).map((row) => (
        <div key={row.id} className="flex items-center justify-between gap-4 border-t border-line py-2">
          <dt className="text-muted">{row.name}</dt>
          <dd className="text-right"><Cell cell={row.cells[index] ?? false} /></dd>
        </div>
      ))}
    </dl>
  </details>
);

const Cell = ({ cell }: { cell: MatrixCell }) => {
  if (typeof cell === 'string') return <span>{cell}</span>;
  const Icon = cell ? Check : Minus;
  return (
    <span className="inline-flex">
      <Icon aria-hidden className={cn('size-4', cell ? 'text-success' : 'text-muted')} />
      <span className="sr-only">{cell ? 'Included' : 'Not included'}</span>
    </span>
  );
};
