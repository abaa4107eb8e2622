import Link from 'next/link';
import { Button } from '@/components/ui/button';
import { Mark } from './mark';

/** The public pages' head: whose product this is, its prices, and the way in. */
export const SiteHeader = ({ product, signedIn }: { product: string; signedIn: boolean }) => (
  <header className="sticky top-0 z-30 border-b border-line bg-surface">
    <div className="mx-auto flex h-14 max-w-[1120px] items-center justify-between gap-4 px-4 sm:px-6 lg:px-8">
      <Link href="/" className="flex min-w-0 items-center gap-2.5 text-14 font-semibold"><Mark className="size-6 shrink-0" /><span className="truncate">{product}</span></Link>
      <nav aria-label="Main" className="flex items-center gap-1 sm:gap-2">
        <Link href="/pricing" className="flex h-9 items-center rounded-inner px-2.5 text-13 text-muted transition-colors hover:text-ink">Pricing</Link>
        {signedIn
          ? <Button asChild variant="primary" size="sm"><Link href="/overview">Open the portal</Link></Button>
          : (
            <>
              <Link href="/sign-in" className="flex h-9 items-center rounded-inner px-2.5 text-13 text-muted transition-colors hover:text-ink">Sign in</Link>
              <Button asChild variant="primary" size="sm"><Link href="/sign-up">Sign up</Link></Button>
            </>
          )}
      </nav>
    </div>
  </header>
);
