import Link from 'next/link';

export const SiteFooter = ({ product }: { product: string }) => (
  <footer className="border-t border-line">
    <div className="mx-auto flex max-w-[1120px] flex-wrap items-center justify-between gap-x-6 gap-y-2 px-4 py-6 text-13 text-muted sm:px-6 lg:px-8">
      <p>{product} · metered and sold with Tollgate</p>
      <nav aria-label="Footer" className="flex flex-wrap gap-x-4 gap-y-1">
        <Link href="/pricing" className="hover:text-ink">Pricing</Link>
        <Link href="/sign-in" className="hover:text-ink">Sign in</Link>
        <a href="/api/v1/plans" className="hover:text-ink">Plans as JSON</a>
      </nav>
    </div>
  </footer>
);
