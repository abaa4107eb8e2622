import type Stripe from 'stripe';

export const faultKinds = ['before', 'after_commit', 'timeout'] as const;
export type FaultKind = (typeof faultKinds)[number];

/** Where in the code a write was made: `lib/…/file.ts:line`. */
export type Write = { site: string; call: string };
type Plan = { nth: number; kind: FaultKind };
type Method = (...args: unknown[]) => unknown;

const reads = /^(retrieve|list|search|createPreview|constructEvent|generateTest)/;
export const isRead = (method: string): boolean => reads.test(method);

const siteOf = (stack: string | undefined): string => /(lib\/(?!generated)[\w/.-]+\.ts:\d+)/.exec(stack ?? '')?.[1] ?? 'nowhere';
/** What the SDK sends as DELETE. */
const deletes = (call: string): boolean => /\.del(ete\w+)?$/.test(call) || call === 'subscriptions.cancel';

/** Stripe's SDK, watched: which writes are made and where, one of which goes wrong. Everything goes over HTTP to the sandbox as ever. */
export class WatchedStripe {
  readonly writes: Write[] = [];
  /** How often something else happened in the world. */
  besides = 0;
  /** The one that went wrong. */
  struck: Write | null = null;
  readonly client: Stripe;

  constructor(stripe: Stripe, private readonly sandboxUrl: string, private readonly plan: Plan | null, private readonly meanwhile: Record<string, () => Promise<unknown>> = {}) {
    this.client = this.wrapped(stripe, []);
  }

  private wrapped<T extends object>(target: T, path: string[]): T {
    return new Proxy(target, {
      get: (_, key) => {
        const value: unknown = Reflect.get(target, key, target);
        if (typeof key !== 'string' || key.startsWith('_') || key === 'webhooks') return value;
        if (typeof value === 'object' && value !== null) return this.wrapped(value, [...path, key]);
        if (typeof value !== 'function') return value;
        const method = (value as Method).bind(target);
        return path.length === 0 || isRead(key) ? method : (...args: unknown[]) => this.write({ call: [...path, key].join('.'), site: siteOf(new Error().stack) }, () => method(...args) as Promise<unknown>);
      },
    });
  }

  private async write(write: Write, send: () => Promise<unknown>): Promise<unknown> {
    this.writes.push(write);
    const nth = this.writes.length;
    const happens = this.meanwhile[write.call];
    if (happens) {
      this.besides += 1;
      await happens();
    }
    if (this.plan?.nth !== nth) return send();
    this.struck = write;
    await this.fault('POST', { kind: this.plan.kind, match: { method: deletes(write.call) ? 'DELETE' : 'POST', times: 50 }, ...(this.plan.kind === 'timeout' ? { delayMs: 15 } : {}) });
    try {
      return await send();
    } finally {
      await this.fault('DELETE');
    }
  }

  private async fault(method: string, body?: object): Promise<void> {
    const response = await fetch(`${this.sandboxUrl}/_sandbox/faults`, { method, ...(body ? { body: JSON.stringify(body) } : {}) });
    if (!response.ok) throw new Error(`the sandbox refused a fault: ${await response.text()}`);
    await response.text();
  }
}
