import type { ReactNode } from 'react';
import { SiteFooter } from '@/components/shell/site-footer';
import { SiteHeader } from '@/components/shell/site-header';
import { localize } from '@/lib/domain/locale';
import { visitor } from '@/lib/web/page';

const MarketingLayout = async ({ children }: { children: ReactNode }) => {
  const ctx = await visitor();
  const product = localize(ctx.catalog.name, ctx.locale);
  return (
    <div className="flex min-h-dvh flex-col">
      <SiteHeader product={product} signedIn={ctx.signedIn} />
      <main id="main" tabIndex={-1} className="mx-auto w-full max-w-[1120px] grow px-4 py-10 outline-none sm:px-6 sm:py-14 lg:px-8">{children}</main>
      <SiteFooter product={product} />
    </div>
  );
};

export default MarketingLayout;
