import type { Metadata } from 'next';
import { EventsBoard } from '@/components/admin/events-board';
import { listInboundEvents } from '@/lib/services/inbound-events/list-inbound-events';
import { listReconciliations } from '@/lib/services/reconciliation/list-reconciliations';
import { operatorPage } from '@/lib/web/page';

export const metadata: Metadata = { title: 'Webhooks' };

const WebhooksPage = async () => {
  const ctx = await operatorPage();
  const [events, reconciliations] = await Promise.all([listInboundEvents(ctx, {}), listReconciliations(ctx, { limit: 5 })]);
  return <EventsBoard initial={events} reconciliations={reconciliations} />;
};

export default WebhooksPage;
