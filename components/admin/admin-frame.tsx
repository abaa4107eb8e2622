'use client';

import { ArrowLeft } from 'lucide-react';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import type { ReactNode } from 'react';
import { LiveData } from '@/components/live-data';
import { isAt } from '@/components/shell/destinations';
import { Mark } from '@/components/shell/mark';
import { cn } from '@/components/ui/cn';

const places = [{ href: '/admin/workspaces', label: 'Workspaces' }, { href: '/admin/shadow', label: 'Shadow' }, { href: '/admin/debt', label: 'Debt' }, { href: '/admin/webhooks', label: 'Webhooks' }];

/** The operator's pages: one quiet line at the top, and the way back to the portal. */
export const AdminFrame = ({ product, children }: { product: string; children: ReactNode }) => {
  const pathname = usePathname();
  return (
    <LiveData>
      <header className="sticky top-0 z-30 border-b border-line bg-surface">
        <div className="mx-auto flex min-h-14 max-w-[1200px] flex-wrap items-center gap-x-4 px-4 sm:px-6 lg:px-8">
          <Link href="/admin" className="flex min-w-0 items-center gap-2.5 text-14 font-semibold"><Mark className="size-6 shrink-0" /><span className="truncate">{product}</span><span className="hidden font-normal text-muted sm:inline">Operator</span></Link>
          <nav aria-label="Operator" className="order-last -mx-2.5 flex w-full items-center gap-1 pb-2 sm:order-none sm:mx-0 sm:w-auto sm:pb-0">
            {places.map(({ href, label }) => (
              <Link key={href} href={href} aria-current={isAt(pathname, href) ? 'page' : undefined} className={cn('flex h-9 items-center rounded-inner px-2.5 text-13 text-muted transition-colors hover:bg-sunken hover:text-ink', isAt(pathname, href) && 'bg-sunken font-medium text-ink')}>{label}</Link>
            ))}
          </nav>
          <Link href="/overview" aria-label="Back to the portal" className="ml-auto flex h-9 shrink-0 items-center gap-2 rounded-inner px-2.5 text-13 text-muted transition-colors hover:bg-sunken hover:text-ink"><ArrowLeft aria-hidden className="size-4" />Portal</Link>
        </div>
      </header>
      <main id="main" tabIndex={-1} className="mx-auto max-w-[1200px] px-4 pb-16 pt-6 outline-none sm:px-6 lg:px-8 lg:pt-8">{children}</main>
    </LiveData>
  );
};
