import { ChevronLeft } from 'lucide-react';
import Link from 'next/link';

/** The way up, above a page's name. */
export const BackLink = ({ href, children }: { href: string; children: string }) => (
  <p className="mb-2">
    <Link href={href} className="-ml-1 inline-flex h-6 items-center gap-1 text-13 text-muted transition-colors hover:text-ink"><ChevronLeft aria-hidden className="size-4" />{children}</Link>
  </p>
);
