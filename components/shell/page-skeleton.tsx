import { Skeleton } from '@/components/ui/skeleton';
import { cn } from '@/components/ui/cn';

/** A page to come, in blocks of its own heights (classes of `h-…` and of grid columns), and words for those who only hear. */
export const PageSkeleton = ({ rows }: { rows: { columns?: string; blocks: string[] }[] }) => (
  <div role="status">
    <span className="sr-only">Loading</span>
    <Skeleton className="mb-6 h-9 w-40" />
    <div className="grid gap-6">
      {rows.map((row, i) => (
        <div key={i} className={cn('grid gap-6', row.columns)}>{row.blocks.map((block, j) => <Skeleton key={j} className={cn('rounded-card', block)} />)}</div>
      ))}
    </div>
  </div>
);
