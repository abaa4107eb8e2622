import { Lock } from 'lucide-react';
import { PageHeader } from '@/components/shell/page-header';
import { Card } from '@/components/ui/card';
import { EmptyState } from '@/components/ui/empty-state';

/** A page about money, to somebody whose role does not see it. */
export const MoneyNotShown = ({ title }: { title: string }) => (
  <>
    <PageHeader title={title} />
    <Card><EmptyState icon={Lock} title="Your role does not see this">Owners, admins and billing members see cards and invoices. Ask one of them.</EmptyState></Card>
  </>
);
