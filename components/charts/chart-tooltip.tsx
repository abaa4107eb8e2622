import type { ReactNode } from 'react';

/** What one day says when it is pointed at or reached with the arrow keys. */
export const ChartTooltip = ({ title, rows }: { title: string; rows: { label: string; value: string; mark?: ReactNode }[] }) => (
  <div className="min-w-40 rounded-inner border border-line bg-raised px-3 py-2 text-12 shadow-float">
    <p className="mb-1 font-medium text-ink">{title}</p>
    {rows.map((row) => (
      <p key={row.label} className="flex items-center justify-between gap-4 text-muted">
        <span className="flex items-center gap-1.5">{row.mark}{row.label}</span>
        <span className="text-ink">{row.value}</span>
      </p>
    ))}
  </div>
);
