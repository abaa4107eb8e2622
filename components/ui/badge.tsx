import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { cn } from './cn';

export type Tone = 'neutral' | 'accent' | 'success' | 'warning' | 'danger';

const tones: Record<Tone, string> = {
  neutral: 'border-line bg-sunken text-muted',
  accent: 'border-transparent bg-accent-soft text-accent',
  success: 'border-transparent bg-success-soft text-success',
  warning: 'border-transparent bg-warning-soft text-warning',
  danger: 'border-transparent bg-danger-soft text-danger',
};

/** A state as an icon and a word: colour alone never says it. */
export const Badge = ({ tone = 'neutral', icon: Icon, children, className }: { tone?: Tone; icon: LucideIcon; children: ReactNode; className?: string }) => (
  <span className={cn('inline-flex h-6 shrink-0 items-center gap-1.5 whitespace-nowrap rounded-inner border px-2 text-12 font-medium', tones[tone], className)}>
    <Icon aria-hidden className="size-3.5 shrink-0" />
    {children}
  </span>
);
