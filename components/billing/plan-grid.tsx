import type { ReactNode } from 'react';
import { cn } from '@/components/ui/cn';

/** Columns of equal height: as many beside each other as there is room to read. */
export const PlanGrid = ({ count, children }: { count: number; children: ReactNode }) => (
  <div className={cn('grid gap-4 sm:grid-cols-2 sm:gap-x-4 sm:gap-y-6', count === 3 || count > 4 ? 'lg:grid-cols-3' : 'xl:grid-cols-4')}>{children}</div>
);
