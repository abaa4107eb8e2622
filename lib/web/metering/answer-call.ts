import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { gatewayEnv } from '@/lib/adapters/env';
import { callUpstream, UpstreamError, type Client, type UpstreamAnswer } from '@/lib/adapters/upstream';
import { AppError } from '@/lib/domain/app-error';
import type { Measured, Settlement } from '@/lib/services/usage/settle';
import { makeAnswers, type KeptAnswer } from './answers';
import { measureModel } from './measure-model';
import { meter } from './meter';
import type { RelayEnd, Watcher } from './relay';
import { repeated } from './repeated';
import type { Ticket } from './ticket';

/** A call to the gateway, whichever server received it. */
export type GatewayCall = {
  method: string;
  /** Path and query as the upstream is to see them: without `/gateway`. */
  target: string;
  requestId: string;
  /** By lower-case names. */
  headers: IncomingHttpHeaders;
  body: Readable | null;
  client: Client;
};

/** That a call was admitted, and how: what a ticket carries through Next, and what a bare process knows by itself. */
export type Admission = Pick<Ticket, 'decisionId' | 'occurredAt' | 'isReplay' | 'isClientRequestId' | 'degraded' | 'fields' | 'operation'>;

/** `headers` is a flat list: name, value, name, … A streamed body's end must be told to `watcher`, even when nobody gets it. */
export type GatewayAnswer = { status: number; headers: string[] } & ({ body: Uint8Array<ArrayBuffer> | null } | { body: IncomingMessage; watcher: Watcher });

const key = Symbol.for('tollgate.answers');
const shared = globalThis as { [key]?: ReturnType<typeof makeAnswers> };
const answers = (shared[key] ??= makeAnswers());

/** Secrets and plumbing that end here. Everything else of a request passes through. */
const own = new Set(['authorization', 'x-api-key', 'x-goog-api-key', 'cookie', 'content-security-policy', 'x-nonce', 'idempotency-key']);
const isOwn = (name: string): boolean => own.has(name) || (name.startsWith('x-') && /^x-(tollgate|forwarded|middleware|invoke|nextjs)-/.test(name));

export const bodyless = (method: string, status: number): boolean => method === 'HEAD' || status === 204 || status === 304 || status === 205 || status === 101;

/**
 * Makes an admitted call: sends it on, and settles what became of it when the answer has passed. A repeat is answered, not run.
 *
 * @throws AppError when there is no answer to give; the client's leaving when nobody waits for one.
 */
export const answerCall = async (call: GatewayCall, admission: Admission): Promise<GatewayAnswer> => {
  const again = admission.isReplay ? await repeated(admission, call, answers) : null;
  return again ?? run(call, admission);
};

/** Says of an answer, or of a problem instead of one, which decision it belongs to and what is left. */
export const admissionFields = (admission: Admission): Record<string, string> => ({
  ...admission.fields, 'x-decision-id': admission.decisionId, ...(admission.degraded && { 'x-tollgate-degraded': 'unmetered' }),
});

type Finish = (outcome: Settlement['outcome'], statusCode: number | null, measured?: Measured) => void;

const run = async (call: GatewayCall, admission: Admission): Promise<GatewayAnswer> => {
  const startedMs = performance.now();
  const keep = admission.isClientRequestId ? answers.begin(admission.decisionId, call.target) : null;
  if (keep) meter().leases.begin(admission);
  const finish: Finish = (outcome, statusCode, measured) => {
    if (keep) meter().leases.end(admission.decisionId);
    const settlement = { decisionId: admission.decisionId, occurredAt: admission.occurredAt, outcome, statusCode, latencyMs: performance.now() - startedMs, measured };
    if (admission.degraded) meter().outage.ended(settlement);
    else meter().settlements.add(settlement);
  };
  const answer = await ask(call).catch((error: unknown) => {
    keep?.(null);
    finish(error instanceof UpstreamError ? 'released' : 'aborted', null);
    throw error instanceof UpstreamError ? unreached(error, admission) : error;
  });
  return passBack(answer, call, admission, keep, finish);
};

const ask = ({ method, target, headers, body, client }: GatewayCall): Promise<UpstreamAnswer> => {
  const sent: IncomingHttpHeaders = {};
  for (const name in headers) {
    if (!isOwn(name)) sent[name] = headers[name];
  }
  const encoding = headers['x-tollgate-accept-encoding'];
  if (typeof encoding === 'string') sent['accept-encoding'] = encoding;
  return callUpstream({ method, base: gatewayEnv().UPSTREAM_URL, target, headers: sent, body, client });
};

const unreached = (error: UpstreamError, admission: Admission): AppError =>
  new AppError(error.kind === 'timeout' ? 'upstream_timeout' : 'upstream_unreachable', `The API behind this gateway ${error.kind === 'timeout' ? 'did not answer in time' : 'cannot be reached'}. Nothing was charged.`, {
    extra: { decisionId: admission.decisionId }, retryAfterSeconds: 5,
  });

type Keep = ((answer: KeptAnswer | null) => void) | null;

const passBack = (answer: UpstreamAnswer, call: GatewayCall, admission: Admission, keep: Keep, finish: Finish): GatewayAnswer => {
  const { status } = answer;
  const headers = withFields(answer.headers, { ...admissionFields(admission), 'x-request-id': call.requestId });
  const failed = status >= 400;
  const copy = keep !== null && !failed ? copyOf(answers.maxBodyBytes) : null;
  const measure = failed ? null : measureModel(meter().catalog.operations[admission.operation], call.target, answer.headers);
  const watcher: Watcher = {
    chunk: (bytes) => {
      copy?.add(bytes);
      measure?.push(bytes);
    },
    ended: (how) => {
      const body = how === 'complete' ? (copy?.whole() ?? null) : null;
      keep?.(body && { status, headers: headers.slice(0, -2), body });
      if (measure === null) finish(outcomeOf(how, failed, false), status);
      else void measure.end().then((measured) => finish(outcomeOf(how, failed, measured.inputTokens !== undefined), status, measured));
    },
  };
  return { status, headers, body: answer.body, watcher };
};

/** An answer's headers with ours in place of any of the same name, the request id last. */
const withFields = (headers: string[], fields: Record<string, string>): string[] => {
  const kept: string[] = [];
  for (let i = 0; i + 1 < headers.length; i += 2) {
    const name = headers[i] as string;
    if (!Object.hasOwn(fields, name)) kept.push(name, headers[i + 1] as string);
  }
  for (const name in fields) kept.push(name, fields[name] as string);
  return kept;
};

/** Keeps up to `maxBytes` of what passes. */
const copyOf = (maxBytes: number) => {
  const chunks: Buffer[] = [];
  let size = 0;
  return {
    add: (bytes: Buffer): void => {
      size += bytes.byteLength;
      if (size <= maxBytes) chunks.push(bytes);
    },
    whole: (): Uint8Array<ArrayBuffer> | null => (size <= maxBytes ? new Uint8Array(Buffer.concat(chunks)) : null),
  };
};

/**
 * Only successful calls are charged: a failed one, or one that the upstream broke off, gets its units back. Tokens that an
 * answer reported before it broke off were spent, and are counted.
 */
const outcomeOf = (how: RelayEnd, failed: boolean, isSpent: boolean): Settlement['outcome'] =>
  failed || (how === 'upstream_broke' && !isSpent) ? 'released' : how === 'complete' ? 'succeeded' : 'aborted';
