import { Ban, CircleCheck } from 'lucide-react';
import { Badge } from '@/components/ui/badge';
import type { Exchange } from './example-exchanges';

/** A call and its answer, as the wire has them. */
export const ExchangeCard = ({ exchange }: { exchange: Exchange }) => (
  <figure data-card className="flex min-w-0 flex-col rounded-card border border-line bg-raised">
    <figcaption className="flex flex-wrap items-center justify-between gap-2 border-b border-line px-4 py-3">
      <span className="text-13 font-medium">{exchange.title}</span>
      {exchange.isAllowed ? <Badge tone="success" icon={CircleCheck}>{exchange.status}</Badge> : <Badge tone="danger" icon={Ban}>{exchange.status}</Badge>}
    </figcaption>
    <pre tabIndex={0} role="region" aria-label={exchange.title} className="grow overflow-x-auto p-4 font-mono text-12 text-muted">
      <code>
        {exchange.lines.map((line, i) => (
          <span key={i} className={line.isMarked ? 'block text-ink' : 'block'}>{line.text || ' '}</span>
        ))}
      </code>
    </pre>
  </figure>
);
