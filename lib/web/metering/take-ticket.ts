import { env } from '@/lib/adapters/env';
import { AppError } from '@/lib/domain/app-error';
import { meter } from './meter';
import { readTicket, type Ticket } from './ticket';

const key = Symbol.for('tollgate.used-tickets');
const shared = globalThis as { [key]?: Map<string, number> };
const used = (shared[key] ??= new Map());

/**
 * The ticket of a request, taken: each works once, in the process that it was made for, for the method and path it names.
 *
 * @throws AppError when there is none or it does not fit. Nothing behind this line runs without a decision, whatever
 *   happens to the middleware in front.
 */
export const takeTicket = (request: Request): Ticket => {
  const path = new URL(request.url).pathname.replace(/^\/gateway/, '') || '/';
  const about = { nowMs: Date.now(), instance: meter().instance, method: request.method, path };
  const ticket = readTicket(request.headers.get('x-tollgate-ticket') ?? '', env().INTERNAL_SECRET, about);
  if (ticket === null || used.has(ticket.nonce)) throw new AppError('unauthenticated', 'The call was not metered, so it was not made. Send "Authorization: Bearer tg_…" to /gateway.');
  used.set(ticket.nonce, ticket.expiresAtMs);
  for (const [nonce, expiresAtMs] of used) {
    if (expiresAtMs > about.nowMs) break;
    used.delete(nonce);
  }
  return ticket;
};
