import { Lock } from 'lucide-react';
import Link from 'next/link';
import { PageHeader } from '@/components/shell/page-header';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { EmptyState } from '@/components/ui/empty-state';

/** A page about money, for somebody who may only look. */
export const NotYourRole = ({ title }: { title: string }) => (
  <>
    <PageHeader title={title} />
    <Card className="flex min-h-80 flex-col justify-center">
      <EmptyState icon={Lock} title="Your role can look, not buy">
        <p>An owner, an admin or a billing member of this workspace can do this.</p>
        <p className="mt-3"><Button asChild size="sm"><Link href="/plans">Back to the plans</Link></Button></p>
      </EmptyState>
    </Card>
  </>
);
