import { Slot } from 'radix-ui';
import type { ComponentProps } from 'react';
import { cn } from './cn';
import { PressButton } from './press-button';

export type ButtonVariant = 'primary' | 'secondary' | 'ghost' | 'danger';

const variants: Record<ButtonVariant, string> = {
  primary: 'border-accent bg-accent text-accent-on hover:border-accent-strong hover:bg-accent-strong',
  secondary: 'border-line bg-raised text-ink hover:border-edge hover:bg-sunken',
  ghost: 'border-transparent bg-transparent text-ink hover:bg-sunken',
  danger: 'border-danger bg-danger text-danger-on hover:opacity-90',
};

const sizes = { sm: 'h-8 px-3 text-13', md: 'h-9 px-4 text-14', icon: 'size-8 p-0' };

type ButtonProps = ComponentProps<'button'> & {
  variant?: ButtonVariant;
  size?: keyof typeof sizes;
  /** Something is under way: the button keeps its width and its words, and cannot be pressed again. */
  isPending?: boolean;
  asChild?: boolean;
};

export const Button = ({ variant = 'secondary', size = 'md', isPending = false, asChild = false, className, children, ...rest }: ButtonProps) => {
  const classes = cn(
    'relative inline-flex shrink-0 items-center justify-center gap-2 whitespace-nowrap rounded-inner border font-medium transition-colors',
    'disabled:pointer-events-none disabled:opacity-55 [&_svg]:size-4 [&_svg]:shrink-0',
    variants[variant], sizes[size], className,
  );
  if (asChild) return <Slot.Root className={classes} {...rest}>{children}</Slot.Root>;
  return <PressButton isPending={isPending} className={classes} {...rest}>{children}</PressButton>;
};
