import { TriangleAlert } from 'lucide-react';
import { formatClock, formatInstant } from '@/components/ui/format-time';

/** When these numbers were true. Says so when they could not be refreshed since. */
export const AsOf = ({ at, isStale = false }: { at: string; isStale?: boolean }) => (
  <span className="inline-flex items-center gap-1.5 text-12 text-muted">
    {isStale && <TriangleAlert aria-hidden className="size-3.5 text-warning" />}
    <span>
      {isStale ? 'Not refreshed since ' : 'As of '}
      <time dateTime={at} title={formatInstant(at)}>{formatClock(at, true)}</time>
    </span>
  </span>
);
