import pg from 'pg';
import { expect } from 'vitest';
import type { Running } from '@/scripts/run-product';
import { newCustomer, type Customer } from '@/test/customer';

/** A customer and what they do in the portal, over HTTP, with the sandbox's clock and Stripe's page beside it. */
export class Portal {
  constructor(
    readonly product: Running,
    readonly customer: Customer,
  ) {}

  static async signUp(product: Running): Promise<Portal> {
    return new Portal(product, await newCustomer(product.url));
  }

  /** Calls the API that the portal's pages call. Answers status and JSON, whatever they are. */
  async ask<R = Record<string, unknown>>(method: string, path: string, body?: unknown): Promise<{ status: number; json: R }> {
    // A session ends while a year goes by; a key with scope `manage` does not.
    const headers: Record<string, string> = { authorization: `Bearer ${this.customer.key}` };
    if (body !== undefined) headers['content-type'] = 'application/json';
    const response = await fetch(`${this.product.url}/api/v1/${path}`, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) });
    const text = await response.text();
    return { status: response.status, json: (text === '' ? null : JSON.parse(text)) as R };
  }

  /** The same, when nothing but success is right. */
  async must<R = Record<string, unknown>>(method: string, path: string, body?: unknown): Promise<R> {
    const { status, json } = await this.ask<R>(method, path, body);
    if (status >= 300) throw new Error(`${method} ${path} answered ${status}: ${JSON.stringify(json)}`);
    return json;
  }

  /** What only the sandbox can do: `/_sandbox/<path>`. */
  async sandbox<R = Record<string, unknown>>(path: string, body: object = {}): Promise<R> {
    const response = await fetch(`${this.product.stripeUrl}/_sandbox/${path}`, { method: 'POST', body: JSON.stringify(body) });
    const text = await response.text();
    if (!response.ok) throw new Error(`/_sandbox/${path} answered ${response.status}: ${text}`);
    return JSON.parse(text) as R;
  }

  /** Moves the one clock and waits until every webhook that this caused is delivered and applied. */
  async advanceTo(instant: Date): Promise<void> {
    const now = await this.now();
    const seconds = Math.ceil((instant.getTime() - now.getTime()) / 1000);
    expect(seconds, 'time goes forward').toBeGreaterThan(0);
    await this.sandbox('time/advance', { seconds });
    await this.settle();
  }

  async settle(): Promise<void> {
    await this.sandbox('flush');
  }

  async now(): Promise<Date> {
    return new Date((await this.must<{ asOf: string }>('GET', 'usage/current')).asOf);
  }

  async stripeCustomer(): Promise<string> {
    const [row] = await this.rows<{ stripe_customer_id: string }>('SELECT stripe_customer_id FROM workspaces WHERE id = $1', [this.customer.workspaceId]);
    if (!row) throw new Error('there is no such workspace');
    return row.stripe_customer_id;
  }

  /** Every mail that was handed to this person's mail server, oldest first: what it is, and that it arrived. */
  async mails(): Promise<{ kind: string; subject: string }[]> {
    const sent = await this.rows<{ kind: string }>(`SELECT kind FROM emails WHERE recipient = $1 AND status = 'sent' ORDER BY created_at, id`, [this.customer.email]);
    const waiting = await this.rows(`SELECT 1 FROM emails WHERE recipient = $1 AND status <> 'sent'`, [this.customer.email]);
    expect(waiting, 'mails that wait').toEqual([]);
    const response = await fetch(`${this.product.mailUrl}/messages?to=${encodeURIComponent(this.customer.email)}`);
    const arrived = ((await response.json()) as { to: string; subject: string }[]).filter((mail) => mail.to.includes(this.customer.email));
    expect(arrived.length, 'mails that arrived').toBe(sent.length);
    return sent.map((mail, i) => ({ kind: mail.kind, subject: arrived[i]?.subject ?? '' }));
  }

  /** Confirms an intent as a browser does, with the publishable key and the intent's secret. `card`: one of Stripe's test cards, `pm_card_…`. */
  async confirmSetup(clientSecret: string, publishableKey: string, card: string): Promise<void> {
    const id = clientSecret.split('_secret_')[0] ?? '';
    const body = new URLSearchParams({ client_secret: clientSecret, payment_method: card });
    const response = await fetch(`${this.product.stripeUrl}/v1/setup_intents/${id}/confirm`, { method: 'POST', headers: { authorization: `Bearer ${publishableKey}` }, body });
    if (!response.ok) throw new Error(`the card was not taken: ${await response.text()}`);
  }

  private async rows<R extends object>(text: string, values: unknown[]): Promise<R[]> {
    const client = new pg.Client({ connectionString: this.product.databaseUrl });
    await client.connect();
    try {
      return (await client.query<R & pg.QueryResultRow>(text, values)).rows;
    } finally {
      await client.end();
    }
  }
}
