import Link from 'next/link';
import { Button } from '@/components/ui/button';

const NotFound = () => (
  <main id="main" className="mx-auto flex min-h-dvh max-w-[520px] flex-col items-start justify-center gap-3 px-6">
    <p className="font-mono text-13 text-muted">404</p>
    <h1 className="text-20 font-semibold">There is nothing at this address</h1>
    <p className="text-14 text-muted">It may have moved, or it belongs to a workspace you are not in.</p>
    <div className="mt-3 flex flex-wrap gap-2">
      <Button asChild variant="primary"><Link href="/overview">Go to the overview</Link></Button>
      <Button asChild><Link href="/">Home</Link></Button>
    </div>
  </main>
);

export default NotFound;
