import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';

/** What is not here yet, why, and the next thing to do. */
export const EmptyState = ({ icon: Icon, title, children }: { icon: LucideIcon; title: string; children?: ReactNode }) => (
  <div className="flex flex-col items-center justify-center gap-2 px-6 py-10 text-center">
    <Icon aria-hidden className="size-5 text-muted" />
    <p className="text-14 font-medium text-ink">{title}</p>
    {children && <div className="max-w-[52ch] text-13 text-muted">{children}</div>}
  </div>
);
