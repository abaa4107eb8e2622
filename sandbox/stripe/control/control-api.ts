import type { Dispatcher } from '@/sandbox/stripe/webhooks/dispatcher';
import { allEndpoints } from '@/sandbox/stripe/resources/all-endpoints';
import { findSession } from '@/sandbox/stripe/resources/checkout-sessions';
import type { ApiSettings } from '@/sandbox/stripe/http/stripe-api';
import type { RequestLog } from '@/sandbox/stripe/http/request-log';
import { json, type Answer } from '@/sandbox/stripe/http/respond';
import { StripeError } from '@/sandbox/stripe/http/stripe-error';
import { completeCheckout, type Completion } from '@/sandbox/stripe/billing/complete-checkout';
import { onClockOf } from '@/sandbox/stripe/http/request-clock';
import { runDue } from '@/sandbox/stripe/billing/run-due';
import { findTestCard } from '@/sandbox/stripe/billing/test-cards';
import type { Sandbox } from '@/sandbox/stripe/sandbox';
import { kinds } from '@/sandbox/stripe/store/collections';
import { normalModes } from '@/sandbox/stripe/webhooks/delivery-modes';
import { decideDispute, openDispute } from './dispute-control';
import { billingInput, normalBilling } from './billing-input';
import { faultInput } from './fault-input';
import { ControlError, numberField, onlyKeys, parseInput, stringField, type Input } from './control-input';
import { WebhookControl } from './webhook-control';

export interface ControlHooks {
  onTimeAdvance?: (offsetMs: number) => Promise<void>;
  onFlush?: () => Promise<void>;
  onReset: () => void;
}

const tenYears = 10 * 366 * 86_400;

/** `/_sandbox/*`: what a test or a demo does that a real Stripe account does by waiting. */
export class ControlApi {
  private advancing: Promise<unknown> = Promise.resolve();
  private readonly webhooks: WebhookControl;

  constructor(
    private readonly sandbox: Sandbox,
    private readonly dispatcher: Dispatcher,
    private readonly settings: ApiSettings,
    private readonly log: RequestLog,
    private readonly hooks: ControlHooks,
  ) {
    this.webhooks = new WebhookControl(sandbox, dispatcher, hooks.onFlush);
  }

  async handle(method: string, path: string, body: string): Promise<Answer> {
    try {
      return json(200, await this.route(`${method} ${path}`, body));
    } catch (error) {
      if (error instanceof ControlError) return json(error.status, { error: { message: error.message } });
      if (error instanceof StripeError) return json(error.status, { error: error.body });
      throw error;
    }
  }

  private route(route: string, body: string): object | Promise<object> {
    const complete = /^POST \/_sandbox\/checkout\/([^/]+)\/complete$/.exec(route);
    if (complete?.[1]) return this.complete(decodeURIComponent(complete[1]), parseInput(body));
    const fault = /^DELETE \/_sandbox\/faults\/(\w+)$/.exec(route);
    if (fault?.[1]) return { removed: this.settings.faults.remove(fault[1]) };
    const dispute = /^POST \/_sandbox\/disputes\/(\w+)$/.exec(route);
    if (dispute?.[1]) return decideDispute(this.sandbox, dispute[1], parseInput(body));
    switch (route) {
      case 'POST /_sandbox/disputes':
        return openDispute(this.sandbox, parseInput(body));
      case 'POST /_sandbox/time/advance':
        return this.advance(parseInput(body));
      case 'POST /_sandbox/fail-next-payment':
        return this.failNextPayment(parseInput(body));
      case 'POST /_sandbox/webhooks':
        return this.webhooks.set(parseInput(body));
      case 'POST /_sandbox/webhooks/replay':
        return this.webhooks.replay(parseInput(body));
      case 'POST /_sandbox/webhooks/release':
        return this.webhooks.release(parseInput(body));
      case 'GET /_sandbox/deliveries':
        return this.webhooks.deliveries();
      case 'POST /_sandbox/billing':
        this.sandbox.billing = billingInput(this.sandbox.billing, parseInput(body));
        return this.sandbox.billing;
      case 'POST /_sandbox/latency':
        return this.setLatency(parseInput(body));
      case 'POST /_sandbox/faults':
        return this.settings.faults.add(faultInput(parseInput(body)));
      case 'GET /_sandbox/faults':
        return { faults: this.settings.faults.all() };
      case 'DELETE /_sandbox/faults':
        return { removed: this.settings.faults.remove() };
      case 'POST /_sandbox/flush':
        return this.webhooks.flush();
      case 'POST /_sandbox/reset':
        return this.reset();
      case 'GET /_sandbox/log':
        return { requests: this.log.newestFirst(), lastCrash: this.log.lastCrash };
      case 'GET /_sandbox/state':
        return this.state();
      case 'GET /_sandbox/endpoints':
        return { endpoints: allEndpoints.map(({ method, path, shape, known }) => ({ method, path, supported: Object.keys(shape), refused: known })) };
      default:
        throw new ControlError(404, `The sandbox has no control ${route}.`);
    }
  }

  private advance(input: Input): Promise<object> {
    onlyKeys(input, ['seconds']);
    const seconds = numberField(input, 'seconds', 1, tenYears);
    if (seconds === undefined) throw new ControlError(400, 'seconds is missing: how far to move the clock forward.');
    const run = async (): Promise<object> => {
      const { clock } = this.sandbox;
      clock.offsetSeconds += seconds;
      this.sandbox.store.onWrite();
      await this.hooks.onTimeAdvance?.(clock.offsetSeconds * 1000);
      const steps = runDue(this.sandbox);
      return { now: clock.now(), offsetSeconds: clock.offsetSeconds, steps };
    };
    const done = this.advancing.then(run);
    this.advancing = done.catch(() => undefined);
    return done;
  }

  private complete(sessionId: string, input: Input): object {
    onlyKeys(input, ['card', 'email', 'name', 'country', 'authentication']);
    const card = stringField(input, 'card') ?? '4242424242424242';
    const authentication = stringField(input, 'authentication') ?? 'complete';
    if (authentication !== 'complete' && authentication !== 'fail') throw new ControlError(400, "authentication must be 'complete' or 'fail'.");
    runDue(this.sandbox);
    const session = findSession(this.sandbox, sessionId);
    const number = findTestCard(card)?.number ?? card;
    const year = new Date(this.sandbox.clock.now() * 1000).getUTCFullYear() + 4;
    const details = { number, expMonth: 12, expYear: year, email: stringField(input, 'email') ?? null, name: stringField(input, 'name') ?? null, country: stringField(input, 'country') ?? null };
    const run = (authenticated: boolean): Completion =>
      onClockOf(this.sandbox, [session.customer], { isWrite: true }, () => completeCheckout(this.sandbox, session, details, authenticated));
    const first = run(false);
    if (first.done) return first.session;
    if (authentication === 'fail') throw new ControlError(402, 'We are unable to authenticate your payment method. Please choose a different payment method and try again.');
    const second = run(true);
    return second.done ? second.session : session;
  }

  private failNextPayment(input: Input): object {
    onlyKeys(input, ['customer', 'declineCode']);
    const customer = stringField(input, 'customer');
    if (!customer || !this.sandbox.store.get('customer', customer)) throw new ControlError(404, `No such customer: '${customer ?? ''}'`);
    const declineCode = stringField(input, 'declineCode') ?? 'generic_decline';
    this.sandbox.store.save('forced_decline', { id: customer, declineCode });
    return { customer, declineCode };
  }

  private setLatency(input: Input): object {
    onlyKeys(input, ['ms']);
    this.settings.latencyMs = numberField(input, 'ms', 0, 60_000) ?? 0;
    return { ms: this.settings.latencyMs };
  }

  private reset(): object {
    this.sandbox.store.reset();
    this.sandbox.billing = normalBilling();
    this.dispatcher.start();
    this.log.clear();
    this.dispatcher.setModes({ ...normalModes, retry: this.dispatcher.initialRetry });
    this.settings.latencyMs = 0;
    this.settings.faults.remove();
    this.hooks.onReset();
    return { reset: true };
  }

  private state(): object {
    const { store, clock } = this.sandbox;
    return {
      now: clock.now(), offsetSeconds: clock.offsetSeconds, objects: Object.fromEntries(kinds.map((kind) => [kind, store.count(kind)])), webhooks: this.dispatcher.modes,
      pendingDeliveries: this.dispatcher.pending().length,
    };
  }
}
