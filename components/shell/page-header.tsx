import type { ReactNode } from 'react';

/** A page's name and, at the right, its one primary action. */
export const PageHeader = ({ title, description, children }: { title: string; description?: ReactNode; children?: ReactNode }) => (
  <div className="mb-6 flex flex-wrap items-start justify-between gap-x-6 gap-y-3 xl:flex-nowrap">
    <div className="min-w-0">
      <h1 className="text-20 font-semibold text-ink">{title}</h1>
      {description && <p className="mt-1 max-w-[68ch] text-14 text-muted">{description}</p>}
    </div>
    {children && <div className="flex flex-wrap items-center gap-2 xl:shrink-0">{children}</div>}
  </div>
);
