import type { Metadata } from 'next';
import { EventDetail } from '@/components/admin/event-detail';
import { getInboundEvent } from '@/lib/services/inbound-events/get-inbound-event';
import { found, operatorPage } from '@/lib/web/page';

export const metadata: Metadata = { title: 'Event' };

const EventPage = async ({ params }: { params: Promise<{ id: string }> }) => {
  const ctx = await operatorPage();
  const { id } = await params;
  return <EventDetail initial={await found(getInboundEvent(ctx, { id }))} />;
};

export default EventPage;
