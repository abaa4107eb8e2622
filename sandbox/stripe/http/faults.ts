import { randomUUID } from 'node:crypto';
import type { Answer } from './respond';

export const faultKinds = ['before', 'after_commit', 'delay', 'late_answer', 'rate_limit', 'timeout'] as const;
export type FaultKind = (typeof faultKinds)[number];

export interface FaultMatch {
  method?: string;
  /** `/v1/subscriptions/{id}`, `/v1/prices/*`, or `/v1/**` for everything below. */
  path?: string;
  /** Text in the path, the query or the body, e.g. a customer's id. */
  contains?: string;
  /** The first matching request that is struck, counted from 1. */
  nth: number;
  times: number;
}

export interface FaultInput {
  kind: FaultKind;
  match: FaultMatch;
  delayMs: number;
  /** What is answered instead; null cuts the connection. */
  status: number | null;
}

export interface Fault extends FaultInput {
  id: string;
  /** Requests that matched, struck or not. */
  seen: number;
  struck: number;
}

const literal = (text: string): string => text.replace(/[.+?^$()|[\]\\{}]/g, '\\$&');
const compile = (path: string): RegExp =>
  new RegExp(`^${path.split(/(\{\w+\}|\*\*|\*)/).map((part) => (part === '**' ? '.*' : part === '*' || /^\{\w+\}$/.test(part) ? '[^/]+' : literal(part))).join('')}$`);

/** What shall go wrong with which call: each strikes the n-th matching request and the ones after it, `times` in all. */
export class Faults {
  private rows: { fault: Fault; pattern: RegExp | null }[] = [];

  add(input: FaultInput): Fault {
    const fault: Fault = { ...input, id: `fault_${randomUUID().slice(0, 8)}`, seen: 0, struck: 0 };
    this.rows.push({ fault, pattern: input.match.path === undefined ? null : compile(input.match.path) });
    return fault;
  }

  all(): Fault[] {
    return this.rows.map(({ fault }) => fault);
  }

  /** Forgets one, or all. Returns how many there were. */
  remove(id?: string): number {
    const before = this.rows.length;
    this.rows = id === undefined ? [] : this.rows.filter(({ fault }) => fault.id !== id);
    return before - this.rows.length;
  }

  /** The fault that strikes this request. Every matching one counts it; the oldest that is due strikes. */
  next(request: { method: string; path: string; text: string }): Fault | null {
    let strikes: Fault | null = null;
    for (const { fault, pattern } of this.rows) {
      const { match } = fault;
      const isMatch = (match.method === undefined || match.method === request.method) && (!pattern || pattern.test(request.path)) &&
        (match.contains === undefined || `${request.path}?${request.text}`.includes(match.contains));
      if (!isMatch) continue;
      fault.seen += 1;
      if (!strikes && fault.seen >= match.nth && fault.struck < match.times) {
        fault.struck += 1;
        strikes = fault;
      }
    }
    return strikes;
  }
}

const answerOf = (status: number, error: object): Answer => ({ status, headers: { 'content-type': 'application/json' }, body: `${JSON.stringify({ error }, null, 2)}\n` });

export const cutConnection: Answer = { status: 0, headers: {}, body: '', isCut: true };

export const rateLimited = (): Answer => answerOf(429, {
  type: 'invalid_request_error', code: 'rate_limit', doc_url: 'https://stripe.com/docs/error-codes/rate-limit',
  message: 'Request rate limit exceeded. Learn more about rate limits here https://stripe.com/docs/rate-limits.',
});

/** What the caller sees of a struck call: Stripe's own words for a failure, or a connection that breaks. */
export const failureOf = ({ status }: Fault): Answer =>
  status === null
    ? cutConnection
    : answerOf(status, { type: 'api_error', message: 'An error occurred with our connection to Stripe. If this error persists, contact us via https://support.stripe.com/.' });
