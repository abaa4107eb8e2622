import { randomUUID } from 'node:crypto';
import { env } from '@/lib/adapters/env';
import type { Decision, MeterQuestion } from '@/lib/domain/decision';
import { rateLimitFields } from '@/lib/domain/rate-limit-fields';
import { meter } from './meter';
import { signTicket, ticketSeconds } from './ticket';

/** The ticket of an admitted call, for this process to take within `ticketSeconds`. */
export const ticketFor = (question: MeterQuestion, decision: Extract<Decision, { allowed: true }>): string =>
  signTicket(
    {
      decisionId: decision.decisionId, occurredAt: decision.occurredAt, method: question.method, path: question.path, requestId: question.requestId,
      isReplay: decision.isReplay, isClientRequestId: question.isClientRequestId, degraded: decision.degraded, fields: rateLimitFields(decision.limits), operation: decision.operation,
      instance: meter().instance, nonce: randomUUID(), expiresAtMs: Date.now() + ticketSeconds * 1_000,
    },
    env().INTERNAL_SECRET,
  );
