import { getInboundEvent, getInboundEventInput } from '@/lib/services/inbound-events/get-inbound-event';
import { operator } from '@/lib/web/callers';
import { call, route } from '@/lib/web/route';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route({ GET: call(operator, getInboundEventInput, getInboundEvent) });
