import { createServer, type Server } from 'node:http';
import Stripe from 'stripe';
import { ShapeChecks } from './shape-checks';
import { startStripeSandbox, type RunningSandbox, type SandboxOptions } from '@/sandbox/stripe/start-stripe-sandbox';

export const webhookSecret = 'whsec_test_secret';

export interface Received {
  event: Stripe.Event;
  raw: string;
  signature: string;
}

/** A webhook endpoint that verifies what it gets, and answers as told. */
export class Inbox {
  readonly received: Received[] = [];
  answer: (attempt: number) => number = () => 200;
  private attempts = 0;
  private readonly waiting = new Set<() => void>();

  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  static async open(): Promise<Inbox> {
    const verifier = new Stripe('sk_test_verifier');
    const server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const raw = Buffer.concat(chunks).toString('utf8');
        const signature = String(request.headers['stripe-signature']);
        const status = inbox.answer(++inbox.attempts);
        if (status < 300) inbox.take({ event: verifier.webhooks.constructEvent(raw, signature, webhookSecret), raw, signature });
        response.writeHead(status).end();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    if (typeof address !== 'object' || !address) throw new Error('The inbox has no address');
    const inbox: Inbox = new Inbox(server, `http://127.0.0.1:${address.port}/hook`);
    return inbox;
  }

  types(): string[] {
    return this.received.map(({ event }) => event.type);
  }

  private take(received: Received): void {
    this.received.push(received);
    for (const look of [...this.waiting]) look();
  }

  /** Resolves once this many have arrived. */
  until(count: number): Promise<void> {
    return new Promise((resolve) => {
      const look = (): void => {
        if (this.received.length < count) return;
        this.waiting.delete(look);
        resolve();
      };
      this.waiting.add(look);
      look();
    });
  }

  async close(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.server.close(() => resolve());
      this.server.closeAllConnections();
    });
  }
}

export interface Opened {
  sandbox: RunningSandbox;
  stripe: Stripe;
  inbox: Inbox;
  shapes: ShapeChecks;
  control(path: string, body?: object): Promise<{ status: number; body: Record<string, unknown> }>;
  close(): Promise<void>;
}

export type OnAnswer = (path: string, body: unknown, status: number) => void;

/** A sandbox that is held to Stripe's types, the SDK pointed at it, and an endpoint for its events. */
export async function openSandbox(options: SandboxOptions = {}, onAnswer?: OnAnswer): Promise<Opened> {
  const inbox = await Inbox.open();
  const shapes = await ShapeChecks.open(process.env.STRIPE_SANDBOX_VALIDATE ?? null);
  const sandbox = await startStripeSandbox({ webhook: { url: inbox.url, secret: webhookSecret }, seed: 7, shapes, ...options });
  const watched: typeof fetch = async (input, init) => {
    const response = await fetch(input, init);
    onAnswer?.(String(input instanceof Request ? input.url : input), await response.clone().json(), response.status);
    return response;
  };
  const stripe = new Stripe('sk_test_contract', {
    host: '127.0.0.1', port: sandbox.port, protocol: 'http', maxNetworkRetries: 0, telemetry: false, httpClient: Stripe.createFetchHttpClient(watched),
  });
  return {
    sandbox, stripe, inbox, shapes,
    async control(path, body) {
      const response = await fetch(`${sandbox.url}/_sandbox${path}`, body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) });
      const answer: unknown = await response.json();
      return { status: response.status, body: typeof answer === 'object' && answer !== null ? { ...answer } : {} };
    },
    async close() {
      await sandbox.close();
      await inbox.close();
    },
  };
}

export async function makePrice(stripe: Stripe, unitAmount = 4900, currency = 'usd', interval: 'month' | 'year' | null = 'month'): Promise<Stripe.Price> {
  const product = await stripe.products.create({ name: 'Pro' });
  return stripe.prices.create({ product: product.id, currency, unit_amount: unitAmount, ...(interval ? { recurring: { interval } } : {}) });
}

export async function makeSession(stripe: Stripe, more: Partial<Stripe.Checkout.SessionCreateParams> = {}): Promise<Stripe.Checkout.Session> {
  const price = await makePrice(stripe);
  return stripe.checkout.sessions.create({
    mode: 'subscription', line_items: [{ price: price.id, quantity: 1 }], success_url: 'http://shop.test/ok?session={CHECKOUT_SESSION_ID}', cancel_url: 'http://shop.test/back', ...more,
  });
}

/** Posts the Checkout page's own form. */
export function payOnPage(session: Stripe.Checkout.Session, number: string): Promise<Response> {
  const form = new URLSearchParams({ email: 'ada@example.com', number, expiry: '12 / 40', cvc: '123', name: 'Ada', country: 'FR' });
  return fetch(String(session.url), { method: 'POST', body: form, redirect: 'manual' });
}
