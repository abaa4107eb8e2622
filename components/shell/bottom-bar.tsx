'use client';

import { Ellipsis } from 'lucide-react';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { UnreadCount } from '@/components/alerts/unread';
import { cn } from '@/components/ui/cn';
import { Menu, MenuItem } from '@/components/ui/menu';
import { isAt, type Destination } from './destinations';
import { useNavPlaces } from './places';

const room = 5;
const piece = 'flex h-14 w-full flex-col items-center justify-center gap-1 text-12 text-muted';
const here = 'font-medium text-ink';

/** As many as fit under the thumb; where there are more, the last place opens the rest. */
const split = (places: readonly Destination[]): { shown: Destination[]; rest: Destination[] } => {
  if (places.length <= room) return { shown: [...places], rest: [] };
  const frequent = places.filter((one) => one.isFrequent).slice(0, room - 1);
  return { shown: frequent, rest: places.filter((one) => !frequent.includes(one)) };
};

/** The navigation of a phone. */
export const BottomBar = () => {
  const pathname = usePathname();
  const { shown, rest } = split(useNavPlaces());
  return (
    <nav aria-label="Main" className="fixed inset-x-0 bottom-0 z-30 grid grid-cols-5 border-t border-line bg-raised pb-[env(safe-area-inset-bottom)] lg:hidden">
      {shown.map(({ href, label, icon: Icon }) => {
        const isCurrent = isAt(pathname, href);
        return (
          <Link key={href} href={href} aria-current={isCurrent ? 'page' : undefined} className={cn(piece, isCurrent && here)}>
            <Icon aria-hidden className={cn('size-5', isCurrent && 'text-accent')} />
            {label}
          </Link>
        );
      })}
      {rest.length > 0 && <More places={rest} pathname={pathname} />}
    </nav>
  );
};

const More = ({ places, pathname }: { places: Destination[]; pathname: string }) => {
  const isHere = places.some(({ href }) => isAt(pathname, href));
  const trigger = (
    <button type="button" className={cn(piece, isHere && here)}>
      <span className="relative">
        <Ellipsis aria-hidden className={cn('size-5', isHere && 'text-accent')} />
        {places.some(({ href }) => href === '/alerts') && <UnreadCount className="absolute -right-3.5 -top-1.5 inline-flex h-4 min-w-4 items-center justify-center rounded-full bg-accent px-1 text-12 font-medium text-accent-on" />}
      </span>
      More
    </button>
  );
  return (
    <Menu trigger={trigger} align="end" side="top">
      {places.map(({ href, label, icon: Icon }) => (
        <MenuItem key={href} asChild>
          <Link href={href} aria-current={isAt(pathname, href) ? 'page' : undefined}>
            <Icon aria-hidden />{label}
            {href === '/alerts' && <UnreadCount className="ml-auto text-12 font-medium text-accent" />}
          </Link>
        </MenuItem>
      ))}
    </Menu>
  );
};
