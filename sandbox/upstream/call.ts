import type { IncomingHttpHeaders } from 'node:http';

/** A request as the example API's answers see it. `body` is the parsed JSON, or `undefined` when there is none. */
export type Call = {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  body: unknown;
};

export type Json = Record<string, unknown>;

/** The same text gives the same number, between 0 and `below`, so that answers are plausible and repeatable. */
export const numberOf = (text: string, below: number): number => {
  let hash = 2_166_136_261;
  for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 16_777_619);
  return (hash >>> 0) % below;
};

export const idOf = (prefix: string, text: string): string => `${prefix}_${numberOf(text, 2 ** 32).toString(36).padStart(7, '0')}`;

const asObject = (body: unknown): Json => (typeof body === 'object' && body !== null ? (body as Json) : {});

/** A text that the caller named in the JSON body or else in the query, or the fallback. */
export const textOf = (call: Call, name: string, fallback: string): string => {
  const given = asObject(call.body)[name] ?? call.query.get(name);
  return typeof given === 'string' && given !== '' ? given : fallback;
};

export const fieldOf = (call: Call, name: string): unknown => asObject(call.body)[name];
