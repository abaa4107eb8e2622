import type { IncomingMessage } from 'node:http';
import Stripe from 'stripe';
import type { Sandbox } from '@/sandbox/stripe/sandbox';
import { allEndpoints } from '@/sandbox/stripe/resources/all-endpoints';
import { runDue } from '@/sandbox/stripe/billing/run-due';
import { settleClocks } from '@/sandbox/stripe/billing/test-clocks';
import { authenticate, checkVersion, isPublishable } from './authenticate';
import { checkBrowserCall, crossOrigin, preflight, publicError, publicView } from './browser-call';
import { expand } from './expand';
import { cutConnection, failureOf, Faults, rateLimited, type Fault } from './faults';
import { toJson } from '@/sandbox/stripe/store/diff';
import { EndpointTable, type Match } from './find-endpoint';
import { decodeForm, type FormObject } from './form-decode';
import { Idempotency } from './idempotency';
import { readBody } from './read-body';
import { idsIn, onClockOf } from './request-clock';
import type { RequestLog } from './request-log';
import { json, type Answer } from './respond';
import { StripeError } from './stripe-error';

export interface ApiSettings {
  /** How long a POST takes: gives concurrent requests something to collide with. */
  latencyMs: number;
  faults: Faults;
  shapes: Shapes | null;
}

/** What holds answers and events to Stripe's types; tests bring it. */
export interface Shapes {
  answer(where: string, value: unknown): void;
  event(event: unknown): void;
  /** Throws when anything was wrong. */
  close(): void;
}

export const defaultSettings = (shapes: Shapes | null = null): ApiSettings => ({ latencyMs: 0, faults: new Faults(), shapes });

const settlesAfterMs = 5;
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms).unref());
const isValidation = (error: StripeError): boolean => error.body.type !== 'card_error';

/** `/v1/*`: authentication, version, decoding, idempotency, the endpoint, expansion. */
export class StripeApi {
  private readonly table = new EndpointTable(allEndpoints);
  private readonly idempotency: Idempotency;

  constructor(
    private readonly sandbox: Sandbox,
    private readonly settings: ApiSettings,
    private readonly log: RequestLog,
  ) {
    this.idempotency = new Idempotency(sandbox.store);
  }

  async handle(request: IncomingMessage, url: URL): Promise<Answer> {
    const requestId = this.sandbox.ids.next('req');
    const method = request.method ?? 'GET';
    if (method === 'OPTIONS') return preflight;
    const startedMs = Date.now();
    let answer: Answer;
    let body = '';
    let fault: Fault | null = null;
    try {
      body = await readBody(request);
      fault = this.settings.faults.next({ method, path: url.pathname, text: `${decodeURIComponentSafely(url.search)} ${decodeURIComponentSafely(body)}` });
      answer = await this.struck(fault, (delayMs) => this.answer(request, url, body, requestId, delayMs));
    } catch (error) {
      answer = this.failure(error);
    }
    const idempotencyKey = request.headers['idempotency-key'];
    answer.headers = {
      ...answer.headers, ...crossOrigin(request.headers), 'request-id': requestId, 'stripe-version': Stripe.API_VERSION,
      ...(typeof idempotencyKey === 'string' && method === 'POST' ? { 'idempotency-key': idempotencyKey } : {}),
    };
    this.log.add({ requestId, method, path: url.pathname, query: url.search, body, status: answer.status, answer: String(answer.body), startedMs, fault: fault && `${fault.kind} ${fault.id}` });
    return answer;
  }

  /** The call with what shall go wrong with it. What is committed stays committed, whatever the caller gets to see. */
  private async struck(fault: Fault | null, run: (delayMs: number) => Promise<Answer>): Promise<Answer> {
    if (!fault) return run(0);
    switch (fault.kind) {
      case 'before':
        return failureOf(fault);
      case 'rate_limit':
        return rateLimited();
      case 'timeout':
        await pause(fault.delayMs);
        return cutConnection;
      case 'late_answer': {
        const answer = await run(0);
        await pause(fault.delayMs);
        return answer;
      }
      case 'after_commit':
        await run(0).catch((error: unknown) => this.failure(error));
        await pause(fault.delayMs);
        return failureOf(fault);
      case 'delay':
        return run(fault.delayMs);
    }
  }

  private async answer(request: IncomingMessage, url: URL, body: string, requestId: string, delayMs: number): Promise<Answer> {
    const method = request.method ?? 'GET';
    const key = authenticate(request.headers);
    const match = this.table.find(method, url.pathname);
    checkVersion(request.headers['stripe-version']);
    const raw = decodeForm(method === 'POST' ? body : url.search.slice(1));
    refusePaymentMethodTypes(raw);
    if (isPublishable(key)) return this.answerBrowser(match, raw, requestId);
    const prepared = match.endpoint.prepare(raw);
    const idempotencyKey = request.headers['idempotency-key'];
    if (method !== 'POST' || typeof idempotencyKey !== 'string') {
      if (delayMs > 0) await pause(delayMs);
      return this.execute(match, prepared, { requestId, idempotencyKey: null, raw });
    }
    const id = `${key} ${idempotencyKey}`;
    const fingerprint = Idempotency.fingerprint(method, url.pathname, body);
    const replay = this.idempotency.begin(id, fingerprint);
    if (replay) {
      return { status: replay.status, body: replay.body, headers: { 'content-type': 'application/json', 'idempotent-replayed': 'true', 'original-request': replay.requestId } };
    }
    return this.executeOnce(match, prepared, { id, fingerprint, requestId, idempotencyKey, raw, delayMs: Math.max(delayMs, this.settings.latencyMs) });
  }

  private answerBrowser(match: Match, sent: FormObject, requestId: string): Answer {
    const { run } = match.endpoint.prepare(checkBrowserCall(this.sandbox, match, sent));
    try {
      return this.execute(match, { expand: [], run: (sandbox, id, subId) => publicView(toJson(run(sandbox, id, subId))) }, { requestId, idempotencyKey: null, raw: sent, isPublic: true });
    } catch (error) {
      throw error instanceof StripeError ? publicError(error) : error;
    }
  }

  private async executeOnce(match: Match, prepared: Prepared, key: Key): Promise<Answer> {
    let answer: Answer | null = null;
    try {
      if (key.delayMs > 0) await pause(key.delayMs);
      answer = this.execute(match, prepared, key);
      return answer;
    } catch (error) {
      if (!(error instanceof StripeError && isValidation(error))) answer = this.failure(error);
      throw error;
    } finally {
      const keep = answer && { status: answer.status, body: String(answer.body), requestId: key.requestId };
      this.idempotency.end(key.id, key.fingerprint, keep);
    }
  }

  private execute({ endpoint, id, subId }: Match, { run, expand: paths }: Prepared, { requestId, idempotencyKey, raw, isPublic }: Identity): Answer {
    const { sandbox } = this;
    const { store } = sandbox;
    return sandbox.clock.still(() => {
      runDue(sandbox);
      store.request = { id: requestId, idempotency_key: idempotencyKey };
      const about = endpoint.path.startsWith('/v1/test_helpers/') ? [] : [id, subId, ...idsIn(raw)];
      try {
        const result = onClockOf(sandbox, about, { isWrite: endpoint.method !== 'GET' }, () => store.atomically(() => expand(sandbox, run(sandbox, id, subId), paths)));
        if (!isPublic) this.settings.shapes?.answer(`${endpoint.method} ${endpoint.path}`, result);
        return json(200, result, idempotencyKey ? { 'original-request': requestId } : {});
      } finally {
        store.request = { id: null, idempotency_key: null };
        this.settleSoon();
      }
    });
  }

  /** A clock that is being moved gets there after the answer has been sent. */
  private settleSoon(): void {
    if (!this.sandbox.store.all('test_helpers.test_clock').some((clock) => clock.status === 'advancing')) return;
    setTimeout(() => {
      try {
        settleClocks(this.sandbox);
      } catch (error) {
        this.log.crashed(error);
      }
    }, settlesAfterMs).unref();
  }

  private failure(error: unknown): Answer {
    if (error instanceof StripeError) {
      return json(error.status, { error: error.body }, { 'stripe-should-retry': error.status === 409 ? 'true' : 'false' });
    }
    const message = error instanceof Error ? error.message : String(error);
    this.log.crashed(error);
    return json(500, { error: { type: 'api_error', message: `The sandbox failed: ${message}` } });
  }
}

interface Identity {
  requestId: string;
  idempotencyKey: string | null;
  /** What was sent, for the ids in it. */
  raw: FormObject;
  /** A browser's call: answered with less than the whole object. */
  isPublic?: boolean;
}
interface Key extends Identity {
  id: string;
  fingerprint: string;
  delayMs: number;
}
type Prepared = ReturnType<Match['endpoint']['prepare']>;

/** Form text as written by a person, for matching only. */
function decodeURIComponentSafely(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}

function refusePaymentMethodTypes(raw: FormObject): void {
  if (raw.payment_method_types === undefined) return;
  throw new StripeError(400, {
    type: 'invalid_request_error', code: 'payment_method_types_no_longer_supported', param: 'payment_method_types',
    message: 'The parameter `payment_method_types` is no longer supported. Leave it out, or use `allowed_payment_method_types`.',
  });
}
