import type { ComponentProps, ReactNode } from 'react';
import { cn } from './cn';

export const Card = ({ className, ...rest }: ComponentProps<'section'>) => (
  <section data-card className={cn('min-w-0 rounded-card border border-line bg-raised', className)} {...rest} />
);

type CardHeaderProps = { title: ReactNode; id?: string; description?: ReactNode; children?: ReactNode; className?: string };

/** A card's title with, at the right, what can be done or when it was true. */
export const CardHeader = ({ title, id, description, children, className }: CardHeaderProps) => (
  <div className={cn('flex flex-wrap items-start justify-between gap-x-4 gap-y-2 px-4 pt-4 sm:px-5', className)}>
    <div className="min-w-0">
      <h2 id={id} className="text-14 font-semibold text-ink">{title}</h2>
      {description && <p className="mt-0.5 max-w-[68ch] text-13 text-muted">{description}</p>}
    </div>
    {children && <div className="flex flex-wrap items-center gap-3">{children}</div>}
  </div>
);

export const CardBody = ({ className, ...rest }: ComponentProps<'div'>) => <div className={cn('p-4 sm:p-5', className)} {...rest} />;
