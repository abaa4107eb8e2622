import type { InboundEventView } from '@/lib/domain/views/billing-view';
import type { InboundEvent } from '@/lib/generated/prisma/client';
import { causeOf } from './event-facts';
import { changeSentence, type Change } from './workspace-facts';

type Effect = { workspaceId: string; changes: Change[] };

export const effectOf = (event: InboundEvent): Effect | null => event.effect as Effect | null;

/** A stored event as the operator sees it: what it is about, whose, and what applying it changed. */
export const eventView = (event: InboundEvent, workspace: { id: string; name: string } | null): InboundEventView => {
  const changes = effectOf(event)?.changes ?? [];
  return {
    id: event.id, type: event.type, status: event.status as InboundEventView['status'], attempts: event.attempts, replays: event.replays,
    cause: { ...causeOf(event.payload as { data?: unknown }), customerId: event.customerId }, workspace,
    effect: changes.map(changeSentence), lastError: event.lastError,
    createdAt: event.createdAt.toISOString(), receivedAt: event.receivedAt.toISOString(), appliedAt: event.appliedAt?.toISOString() ?? null,
  };
};
