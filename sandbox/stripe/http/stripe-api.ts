import type { IncomingMessage } from 'node:http';
import Stripe from 'stripe';
import type { Sandbox } from '@/sandbox/stripe/sandbox';
import { allEndpoints } from '@/sandbox/stripe/resources/all-endpoints';
import { runDue } from '@/sandbox/stripe/billing/run-due';
import { authenticate, checkVersion } from './authenticate';
import { expand } from './expand';
import { EndpointTable, type Match } from './find-endpoint';
import { decodeForm, type FormObject } from './form-decode';
import { Idempotency } from './idempotency';
import { readBody } from './read-body';
import type { RequestLog } from './request-log';
import { json, type Answer } from './respond';
import { StripeError } from './stripe-error';

export interface ApiSettings {
  /** How long a POST takes: gives concurrent requests something to collide with. */
  latencyMs: number;
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
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
    const startedMs = Date.now();
    let answer: Answer;
    let body = '';
    try {
      body = await readBody(request);
      answer = await this.answer(request, url, body, requestId);
    } catch (error) {
      answer = this.failure(error);
    }
    const idempotencyKey = request.headers['idempotency-key'];
    answer.headers = {
      ...answer.headers, 'request-id': requestId, 'stripe-version': Stripe.API_VERSION,
      ...(typeof idempotencyKey === 'string' && method === 'POST' ? { 'idempotency-key': idempotencyKey } : {}),
    };
    this.log.add({ requestId, method, path: url.pathname, query: url.search, body, status: answer.status, answer: String(answer.body), startedMs });
    return answer;
  }

  private async answer(request: IncomingMessage, url: URL, body: string, requestId: string): Promise<Answer> {
    const method = request.method ?? 'GET';
    const key = authenticate(request.headers);
    const match = this.table.find(method, url.pathname);
    checkVersion(request.headers['stripe-version']);
    const raw = decodeForm(method === 'POST' ? body : url.search.slice(1));
    refusePaymentMethodTypes(raw);
    const prepared = match.endpoint.prepare(raw);
    const idempotencyKey = request.headers['idempotency-key'];
    if (method !== 'POST' || typeof idempotencyKey !== 'string') return this.execute(match, prepared, requestId, null);
    const id = `${key} ${idempotencyKey}`;
    const fingerprint = Idempotency.fingerprint(method, url.pathname, body);
    const replay = this.idempotency.begin(id, fingerprint);
    if (replay) {
      return { status: replay.status, body: replay.body, headers: { 'content-type': 'application/json', 'idempotent-replayed': 'true', 'original-request': replay.requestId } };
    }
    return this.executeOnce(match, prepared, { id, fingerprint, requestId, idempotencyKey });
  }

  private async executeOnce(match: Match, prepared: Prepared, key: { id: string; fingerprint: string; requestId: string; idempotencyKey: string }): Promise<Answer> {
    let answer: Answer | null = null;
    try {
      if (this.settings.latencyMs > 0) await pause(this.settings.latencyMs);
      answer = this.execute(match, prepared, key.requestId, key.idempotencyKey);
      return answer;
    } catch (error) {
      if (!(error instanceof StripeError && isValidation(error))) answer = this.failure(error);
      throw error;
    } finally {
      const keep = answer && { status: answer.status, body: String(answer.body), requestId: key.requestId };
      this.idempotency.end(key.id, key.fingerprint, keep);
    }
  }

  private execute({ id, subId }: Match, { run, expand: paths }: Prepared, requestId: string, idempotencyKey: string | null): Answer {
    const { store } = this.sandbox;
    runDue(this.sandbox);
    store.request = { id: requestId, idempotency_key: idempotencyKey };
    try {
      const result = store.atomically(() => expand(this.sandbox, run(this.sandbox, id, subId), paths));
      return json(200, result, idempotencyKey ? { 'original-request': requestId } : {});
    } finally {
      store.request = { id: null, idempotency_key: null };
    }
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

type Prepared = ReturnType<Match['endpoint']['prepare']>;

function refusePaymentMethodTypes(raw: FormObject): void {
  if (raw.payment_method_types === undefined) return;
  throw new StripeError(400, {
    type: 'invalid_request_error', code: 'payment_method_types_no_longer_supported', param: 'payment_method_types',
    message: 'The parameter `payment_method_types` is no longer supported. Leave it out, or use `allowed_payment_method_types`.',
  });
}
