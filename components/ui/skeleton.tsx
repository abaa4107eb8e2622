import { cn } from './cn';

/** The shape of what is coming. Give it the height of the real thing. */
export const Skeleton = ({ className }: { className?: string }) => (
  <div aria-hidden className={cn('animate-breathe rounded-inner bg-sunken', className)} />
);
