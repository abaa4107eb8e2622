import { replayInboundEvent, replayInboundEventInput } from '@/lib/services/inbound-events/replay-inbound-event';
import { operator } from '@/lib/web/callers';
import { call, route } from '@/lib/web/route';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route({ POST: call(operator, replayInboundEventInput, replayInboundEvent) });
