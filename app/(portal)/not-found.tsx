import { SearchX } from 'lucide-react';
import Link from 'next/link';
import { PageHeader } from '@/components/shell/page-header';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { EmptyState } from '@/components/ui/empty-state';

const NotFound = () => (
  <>
    <PageHeader title="Not found" />
    <Card>
      <EmptyState icon={SearchX} title="There is nothing at this address">
        <p>It does not exist, or it belongs to another workspace.</p>
        <Button asChild size="sm" className="mt-4"><Link href="/overview">Go to the overview</Link></Button>
      </EmptyState>
    </Card>
  </>
);

export default NotFound;
