import { SearchX } from 'lucide-react';
import Link from 'next/link';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { EmptyState } from '@/components/ui/empty-state';

const NotFound = () => (
  <Card>
    <EmptyState icon={SearchX} title="There is nothing at this address">
      <p>It does not exist, or it belongs to another workspace.</p>
      <Button asChild size="sm" className="mt-4"><Link href="/overview">Go to the overview</Link></Button>
    </EmptyState>
  </Card>
);

export default NotFound;
