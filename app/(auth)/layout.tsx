import Link from 'next/link';
import type { ReactNode } from 'react';
import { Mark } from '@/components/shell/mark';
import { localize } from '@/lib/domain/locale';
import { visitor } from '@/lib/web/page';

const AuthLayout = async ({ children }: { children: ReactNode }) => {
  const ctx = await visitor();
  return (
    <div className="flex min-h-dvh flex-col items-center px-4 py-10 sm:py-20">
      <header className="mb-8"><Link href="/" className="flex items-center gap-2.5 text-14 font-semibold"><Mark className="size-6" />{localize(ctx.catalog.name, ctx.locale)}</Link></header>
      <main id="main" tabIndex={-1} className="w-full max-w-[400px] outline-none">{children}</main>
      <footer className="mt-8 text-12 text-muted">Powered by Tollgate</footer>
    </div>
  );
};

export default AuthLayout;
