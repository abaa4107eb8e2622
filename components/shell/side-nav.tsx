'use client';

import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { UnreadCount } from '@/components/alerts/unread';
import { cn } from '@/components/ui/cn';
import { isAt } from './destinations';
import { useNavPlaces } from './places';

export const SideNav = () => {
  const pathname = usePathname();
  const places = useNavPlaces();
  return (
    <nav aria-label="Main" className="grid gap-0.5">
      {places.map(({ href, label, icon: Icon }) => {
        const isCurrent = isAt(pathname, href);
        return (
          <Link
            key={href} href={href} aria-current={isCurrent ? 'page' : undefined}
            className={cn('flex h-9 items-center gap-2.5 rounded-inner px-2.5 text-14 text-muted transition-colors hover:bg-sunken hover:text-ink', isCurrent && 'bg-sunken font-medium text-ink')}
          >
            <Icon aria-hidden className={cn('size-4', isCurrent && 'text-accent')} />
            {label}
            {href === '/alerts' && <UnreadCount className="ml-auto inline-flex h-5 min-w-5 items-center justify-center rounded-full bg-accent-soft px-1.5 text-12 font-medium text-accent" />}
          </Link>
        );
      })}
    </nav>
  );
};
