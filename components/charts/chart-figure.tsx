'use client';

import { useId, useState, type ReactNode } from 'react';
import { Button } from '@/components/ui/button';

type ChartFigureProps = {
  /** The finding, as a sentence. */
  caption: ReactNode;
  /** The same for those who do not see the chart: extremes and total. */
  summary: string;
  table: ReactNode;
  children: ReactNode;
};

/** A chart that says what it shows, and can be read as a table instead. Both have the same height. */
export const ChartFigure = ({ caption, summary, table, children }: ChartFigureProps) => {
  const [isTable, setTable] = useState(false);
  const id = useId();
  return (
    <figure aria-labelledby={`${id}-caption`} aria-describedby={`${id}-summary`}>
      <div className="mb-4 flex flex-wrap items-start justify-between gap-x-4 gap-y-2">
        <figcaption id={`${id}-caption`} className="max-w-[68ch] text-14 text-ink">{caption}</figcaption>
        <Button size="sm" variant="ghost" aria-pressed={isTable} onClick={() => setTable(!isTable)} className="-my-1 -ml-3 text-muted sm:ml-0">
          {isTable ? 'View as chart' : 'View as table'}
        </Button>
      </div>
      <p id={`${id}-summary`} className="sr-only">{summary}</p>
      {isTable ? <div tabIndex={0} role="region" aria-label="The chart as a table" className="h-[260px] overflow-y-auto">{table}</div> : <div className="h-[260px]">{children}</div>}
    </figure>
  );
};
