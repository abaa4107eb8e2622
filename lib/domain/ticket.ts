import { z } from 'zod';

/** Proof that a call was decided: the edge signs it, the gateway takes it once. Lives between the two, never leaves the server. */
const ticketSchema = z.strictObject({
  decisionId: z.string(),
  occurredAt: z.string(),
  workspaceId: z.string(),
  method: z.string(),
  /** Path and query of the call it admits. */
  target: z.string(),
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

const encoder = new TextEncoder();
const keys = new Map<string, Promise<CryptoKey>>();

const keyOf = (secret: string): Promise<CryptoKey> => {
  const known = keys.get(secret) ?? crypto.subtle.importKey('raw', encoder.encode(`ticket:${secret}`), { name: 'HMAC', hash: 'SHA-256' }, false, ['sign', 'verify']);
  keys.set(secret, known);
  return known;
};

/** HMAC-SHA256 over the ticket's JSON, as `<JSON in base64url>.<signature in base64url>`. */
export const signTicket = async (ticket: Ticket, secret: string): Promise<string> => {
  const body = toBase64Url(encoder.encode(JSON.stringify(ticket)));
  const signature = await crypto.subtle.sign('HMAC', await keyOf(secret), encoder.encode(body));
  return `${body}.${toBase64Url(new Uint8Array(signature))}`;
};

/** The ticket, when its signature fits, it is not expired at `nowMs` and was made for this process, method and target; `null` else. */
export const readTicket = async (text: string, secret: string, about: { nowMs: number; instance: string; method: string; target: string }): Promise<Ticket | null> => {
  const [body = '', signature = ''] = text.split('.');
  const bytes = fromBase64Url(signature);
  if (bytes === null || !(await crypto.subtle.verify('HMAC', await keyOf(secret), bytes, encoder.encode(body)))) return null;
  const json = fromBase64Url(body);
  const parsed = json === null ? null : ticketSchema.safeParse(JSON.parse(new TextDecoder().decode(json)));
  if (!parsed?.success) return null;
  const { instance, method, target, expiresAtMs } = parsed.data;
  const fits = instance === about.instance && method === about.method && target === about.target && expiresAtMs > about.nowMs;
  return fits ? parsed.data : null;
};

const toBase64Url = (bytes: Uint8Array): string => btoa(String.fromCharCode(...bytes)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');

const fromBase64Url = (text: string): Uint8Array<ArrayBuffer> | null => {
  if (!/^[A-Za-z0-9_-]*$/.test(text)) return null;
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(binary, (char) => char.charCodeAt(0));
};
