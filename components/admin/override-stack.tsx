import { CircleCheck } from 'lucide-react';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { cn } from '@/components/ui/cn';
import { formatCount } from '@/components/ui/format-count';
import type { OverrideView } from '@/lib/domain/views/override-view';
import { overrideFacts, overrideValue, statusWords } from './override-words';

type OverrideStackProps = { title: string; base: { value: string; note: string; isInForce: boolean } | null; overrides: OverrideView[]; asOf: string; onRevoke: (override: OverrideView) => void };

const layer = 'relative grid gap-1 rounded-inner border p-3 text-13';
const holds = 'border-accent bg-accent-soft';
const rests = 'border-line bg-sunken';

const InForce = () => <Badge tone="accent" icon={CircleCheck}>In force</Badge>;

/** Layers, the newest on top, and at the bottom what holds without any. */
export const OverrideStack = ({ title, base, overrides, asOf, onRevoke }: OverrideStackProps) => (
  <section aria-label={title} className="flex min-w-0 flex-col rounded-card border border-line p-3">
    <h3 className="mb-3 text-13 font-semibold text-ink">{title}</h3>
    <ol reversed className="mt-auto grid gap-1.5">
      {overrides.toReversed().map((one) => <StackLayer key={one.id} override={one} value={overrideValue(one)} asOf={asOf} onRevoke={onRevoke} />)}
      {base && (
        <li className={cn(layer, base.isInForce ? holds : rests)}>
          <span className="flex flex-wrap items-center justify-between gap-2"><span className={cn('text-14 text-ink', base.isInForce ? 'font-semibold' : 'text-muted line-through')}>{base.value}</span>{base.isInForce && <InForce />}</span>
          <span className="text-muted">{base.note}</span>
        </li>
      )}
    </ol>
  </section>
);

type StackLayerProps = { override: OverrideView; value: string; asOf: string; onRevoke: ((override: OverrideView) => void) | null };

/** One exception: what it gives, why, who made it, until when. */
export const StackLayer = ({ override, value, asOf, onRevoke }: StackLayerProps) => {
  const isInForce = override.status === 'in_force';
  return (
    <li className={cn(layer, isInForce ? holds : rests)}>
      <span className="flex flex-wrap items-center justify-between gap-2">
        <span className={cn('text-14 text-ink', isInForce ? 'font-semibold' : 'text-muted line-through')}>{value}</span>
        {isInForce ? <InForce /> : <span className="text-12 text-muted">{statusWords[override.status]}</span>}
      </span>
      {override.remaining !== null && <span className="text-muted">{formatCount(override.remaining)} left</span>}
      <span className="break-words text-ink">“{override.reason}”</span>
      <span className="flex flex-wrap items-center justify-between gap-2 text-12 text-muted">
        {overrideFacts(override, asOf)}
        {onRevoke && <Button size="sm" variant="ghost" className="-my-1 h-7 px-2 text-12 text-danger" aria-label={`Revoke ${value}`} onClick={() => onRevoke(override)}>Revoke</Button>}
      </span>
    </li>
  );
};
