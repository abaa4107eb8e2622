import type { ComponentProps } from 'react';
import { cn } from './cn';

export const Input = ({ className, ...rest }: ComponentProps<'input'>) => (
  <input
    className={cn(
      'h-10 w-full min-w-0 rounded-inner border border-edge bg-raised px-3 text-14 text-ink placeholder:text-muted',
      'aria-invalid:border-danger disabled:opacity-55', className,
    )}
    {...rest}
  />
);
