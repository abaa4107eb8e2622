import { listInboundEvents, listInboundEventsInput } from '@/lib/services/inbound-events/list-inbound-events';
import { operator } from '@/lib/web/callers';
import { call, route } from '@/lib/web/route';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route({ GET: call(operator, listInboundEventsInput, listInboundEvents) });
