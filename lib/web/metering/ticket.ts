import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';

/** Proof that a call was decided: the meter signs it, the edge carries it, the gateway takes it once. It never leaves the server. */
const ticketSchema = z.strictObject({
  decisionId: z.string(),
  occurredAt: z.string(),
  method: z.string(),
  /** Path of the call it admits, as the upstream will see it. */
  path: z.string(),
  requestId: z.string(),
  isReplay: z.boolean(),
  isClientRequestId: z.boolean(),
  degraded: z.boolean(),
  /** RateLimit fields for the answer. */
  fields: z.record(z.string(), z.string()),
  /** The process that may take it. */
  instance: z.string(),
  nonce: z.string(),
  expiresAtMs: z.number(),
});
export type Ticket = z.infer<typeof ticketSchema>;

/** Seconds between decision and forwarding; both happen in one process. */
export const ticketSeconds = 30;

const mac = (body: string, secret: string): Buffer => createHmac('sha256', `ticket:${secret}`).update(body).digest();

/** `<JSON in base64url>.<HMAC-SHA256 of that text in base64url>` */
export const signTicket = (ticket: Ticket, secret: string): string => {
  const body = Buffer.from(JSON.stringify(ticket)).toString('base64url');
  return `${body}.${mac(body, secret).toString('base64url')}`;
};

type About = { nowMs: number; instance: string; method: string; path: string };

/** The ticket, when its signature fits, it is not expired at `nowMs` and was made for this process, method and path; `null` else. */
export const readTicket = (text: string, secret: string, about: About): Ticket | null => {
  const [body = '', signature = ''] = text.split('.');
  const [given, wanted] = [Buffer.from(signature, 'base64url'), mac(body, secret)];
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) return null;
  const ticket = ticketSchema.parse(JSON.parse(Buffer.from(body, 'base64url').toString('utf8')));
  const fits = ticket.instance === about.instance && ticket.method === about.method && ticket.path === about.path && ticket.expiresAtMs > about.nowMs;
  return fits ? ticket : null;
};
