import { MainFigure } from '@/components/usage/meter-card';
import { QuotaBadge } from '@/components/usage/quota-badge';
import type { ExampleUsage } from './example-usage';

const step = 20;

/** What the portal shows, with made-up numbers that say that they are. */
export const ExampleMeter = ({ usage }: { usage: ExampleUsage }) => (
  <figure data-card className="grid min-w-0 gap-5 rounded-card border border-line bg-raised p-4 sm:p-6">
    <figcaption className="flex items-center justify-between gap-3">
      <span className="text-14 font-semibold">{usage.meter.name}<span className="font-normal text-muted"> · {usage.plan} plan</span></span>
      <QuotaBadge status={usage.limit.status} />
    </figcaption>
    <MainFigure meter={usage.meter} limit={usage.limit} asOf={usage.asOf} />
    <svg role="img" aria-label="Bars for twenty days: weekdays high, weekends low" viewBox={`0 0 ${usage.days.length * step} 100`} preserveAspectRatio="none" className="h-24 w-full">
      {usage.days.map((height, i) => <rect data-mark key={i} x={i * step + 3} y={100 - height} width={step - 6} height={height} rx={1.5} className={i === usage.days.length - 1 ? 'fill-chart-1' : 'fill-chart-1 opacity-60'} />)}
    </svg>
    <p className="text-12 text-muted">An example, not live data.</p>
  </figure>
);
