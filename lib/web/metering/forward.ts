import { env } from '@/lib/adapters/env';
import { callUpstream, UpstreamError, type UpstreamAnswer } from '@/lib/adapters/upstream';
import { AppError } from '@/lib/domain/app-error';
import type { Outcome } from '@/lib/domain/views/usage-view';
import { claimRerun } from '@/lib/services/usage/claim-rerun';
import type { Settlement } from '@/lib/services/usage/settle';
import { problemResponse } from '@/lib/web/problem';
import { makeAnswers, type KeptAnswer } from './answers';
import { meter } from './meter';
import { relay, type RelayEnd } from './relay';
import { takeTicket } from './take-ticket';
import type { Ticket } from './ticket';

const key = Symbol.for('tollgate.answers');
const shared = globalThis as { [key]?: ReturnType<typeof makeAnswers> };
const answers = (shared[key] ??= makeAnswers());

/** A call this young may still be on its way through the server when its repeat is here. By the clock of the database, which may differ a little. */
const newWithinMs = 10_000;

/** What proxies write down for a request whose client left. Nobody gets to read it. */
const clientLeft = 499;

/** Secrets and plumbing that end here. Everything else of a request passes through. */
const ownHeaders = /^(authorization|x-api-key|cookie|x-tollgate-.*|x-forwarded-.*|x-middleware-.*|x-invoke-.*|x-nextjs-.*|content-security-policy|x-nonce|idempotency-key)$/;

/** The gateway: takes the ticket, sends the call on, streams the answer back and settles what became of it. */
export const forward = async (request: Request): Promise<Response> => {
  const about = { requestId: request.headers.get('x-request-id') ?? '', instance: new URL(request.url).pathname };
  let ticket: Ticket | undefined;
  try {
    ticket = takeTicket(request);
    const again = ticket.isReplay ? await repeated(ticket, about.requestId) : null;
    return again ?? (await run(request, ticket));
  } catch (error) {
    if (request.signal.aborted) return new Response(null, { status: clientLeft });
    return problemResponse(error, about, ticket ? answerHeaders(ticket) : {});
  }
};

const answerHeaders = (ticket: Ticket): Record<string, string> => ({
  ...ticket.fields, 'x-decision-id': ticket.decisionId, ...(ticket.degraded && { 'x-tollgate-degraded': 'unmetered' }),
});

/** A repeat gets the first answer again. Only a call that has no outcome, because its server died, is made once more. */
const repeated = async (ticket: Ticket, requestId: string): Promise<Response | null> => {
  const isNew = Date.now() - Date.parse(ticket.occurredAt) < newWithinMs;
  const kept = await answers.find(ticket.decisionId, isNew);
  if (kept) return new Response(bodyOf(kept), { status: kept.status, headers: [...kept.headers, ['idempotent-replayed', 'true'], ['x-request-id', requestId]] });
  const { claimed, outcome } = await claimRerun({ sql: meter().sql }, ticket);
  if (claimed) return null;
  const { detail, retryAfterSeconds } = conflicts[outcome ?? 'unknown'];
  throw new AppError('conflict', detail, { extra: { decisionId: ticket.decisionId }, retryAfterSeconds });
};

/** Why the answer cannot be given again. */
const charged = { detail: 'A call with this request id was made and charged; its answer is no longer kept. Use a new id to make it again.', retryAfterSeconds: undefined };
const conflicts: Record<Outcome, { detail: string; retryAfterSeconds?: number }> = {
  unknown: { detail: 'A call with this request id is still running. Try again later.', retryAfterSeconds: 5 },
  released: { detail: 'The call with this request id failed and was not charged. Make it again under the same id.', retryAfterSeconds: 1 },
  succeeded: charged, aborted: charged,
};

const bodyOf = (kept: KeptAnswer) => (kept.body.byteLength === 0 || [101, 204, 205, 304].includes(kept.status) ? null : kept.body);

const run = async (request: Request, ticket: Ticket): Promise<Response> => {
  const startedMs = performance.now();
  const keep = ticket.isClientRequestId ? answers.begin(ticket.decisionId) : () => {};
  const finish = (outcome: Settlement['outcome'], statusCode: number | null): void => {
    const settlement = { decisionId: ticket.decisionId, occurredAt: ticket.occurredAt, outcome, statusCode, latencyMs: performance.now() - startedMs };
    if (ticket.degraded) meter().outage.ended(settlement);
    else meter().settlements.add(settlement);
  };
  const answer = await ask(request).catch((error: unknown) => {
    keep(null);
    finish(error instanceof UpstreamError ? 'released' : 'aborted', null);
    throw error instanceof UpstreamError ? unreached(error, ticket) : error;
  });
  return passBack(answer, request, ticket, keep, finish);
};

const ask = (request: Request): Promise<UpstreamAnswer> => {
  const incoming = new URL(request.url);
  const base = env().UPSTREAM_URL.replace(/\/$/, '');
  const url = new URL(`${base}${incoming.pathname.replace(/^\/gateway/, '')}${incoming.search}`);
  const headers = new Headers([...request.headers].filter(([name]) => !ownHeaders.test(name)));
  const encoding = request.headers.get('x-tollgate-accept-encoding');
  if (encoding !== null) headers.set('accept-encoding', encoding);
  return callUpstream({ method: request.method, url, headers, body: request.body, signal: request.signal });
};

const unreached = (error: UpstreamError, ticket: Ticket): AppError =>
  new AppError(error.kind === 'timeout' ? 'upstream_timeout' : 'upstream_unreachable', `The API behind this gateway ${error.kind === 'timeout' ? 'did not answer in time' : 'cannot be reached'}. Nothing was charged.`, {
    extra: { decisionId: ticket.decisionId }, retryAfterSeconds: 5,
  });

type Finish = (outcome: Settlement['outcome'], statusCode: number | null) => void;

const passBack = (answer: UpstreamAnswer, request: Request, ticket: Ticket, keep: (answer: KeptAnswer | null) => void, finish: Finish): Response => {
  const { headers } = answer;
  for (const [name, value] of Object.entries(answerHeaders(ticket))) headers.set(name, value);
  headers.set('x-request-id', request.headers.get('x-request-id') ?? ticket.requestId);
  const failed = answer.status >= 400;
  const { stream, ended, kept } = relay(answer.body, ticket.isClientRequestId && !failed ? answers.maxBodyBytes : 0);
  void ended.then((how) => {
    const body = how === 'complete' ? kept() : null;
    keep(body && { status: answer.status, headers: [...headers].filter(([name]) => name !== 'x-request-id'), body });
    finish(outcomeOf(how, failed), answer.status);
  });
  const bodyless = request.method === 'HEAD' || [101, 204, 205, 304].includes(answer.status);
  if (bodyless) stream.pipeTo(new WritableStream()).catch(() => {});
  return new Response(bodyless ? null : stream, { status: answer.status, headers });
};

/** Only successful calls are charged: a failed one, or one that the upstream broke off, gets its units back. */
const outcomeOf = (how: RelayEnd, failed: boolean): Settlement['outcome'] => (failed || how === 'upstream_broke' ? 'released' : how === 'client_left' ? 'aborted' : 'succeeded');
