import { createHmac, timingSafeEqual } from 'node:crypto';

/** Proof that a call was decided: the meter signs it, the edge carries it, the gateway takes it once. It never leaves the server. */
export type Ticket = {
  decisionId: string;
  occurredAt: string;
  method: string;
  /** Path of the call it admits, as the upstream will see it. */
  path: string;
  requestId: string;
  isReplay: boolean;
  isClientRequestId: boolean;
  degraded: boolean;
  /** The catalogue's name for the call. */
  operation: string;
  /** RateLimit fields for the answer. */
  fields: Record<string, string>;
  /** The process that may take it. */
  instance: string;
  nonce: string;
  expiresAtMs: number;
};

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
  // The signature says that this process's own code wrote what follows.
  const ticket = JSON.parse(Buffer.from(body, 'base64url').toString('utf8')) as Ticket;
  const fits = ticket.instance === about.instance && ticket.method === about.method && ticket.path === about.path && ticket.expiresAtMs > about.nowMs;
  return fits ? ticket : null;
};
