import { clsx, type ClassValue } from 'clsx';
import { extendTailwindMerge } from 'tailwind-merge';

const merge = extendTailwindMerge({
  extend: { theme: { text: ['12', '13', '14', '16', '20', '28'], radius: ['inner', 'card'], shadow: ['float'] } },
});

/** Class names joined; where two say the same property, the later one wins. */
export const cn = (...parts: ClassValue[]): string => merge(clsx(parts));
