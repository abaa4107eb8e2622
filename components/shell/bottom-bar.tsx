'use client';

import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { cn } from '@/components/ui/cn';
import { destinations, isAt } from './destinations';

/** The navigation of a phone: under the thumb. */
export const BottomBar = () => {
  const pathname = usePathname();
  return (
    <nav aria-label="Main" className="fixed inset-x-0 bottom-0 z-30 grid grid-cols-5 border-t border-line bg-raised pb-[env(safe-area-inset-bottom)] lg:hidden">
      {destinations.map(({ href, label, icon: Icon }) => {
        const isCurrent = isAt(pathname, href);
        return (
          <Link key={href} href={href} aria-current={isCurrent ? 'page' : undefined} className={cn('flex h-14 flex-col items-center justify-center gap-1 text-12 text-muted', isCurrent && 'font-medium text-ink')}>
            <Icon aria-hidden className={cn('size-5', isCurrent && 'text-accent')} />
            {label}
          </Link>
        );
      })}
    </nav>
  );
};
