import { createHash } from 'node:crypto';
import type { Store } from '@/sandbox/stripe/store/store';
import { StripeError } from './stripe-error';

const dayMs = 86_400_000;

export interface Replay {
  status: number;
  body: string;
  requestId: string;
}

/** First answers by key, for a day. A key in use answers 409, a key with other parameters 400. */
export class Idempotency {
  private inFlight = new Set<string>();

  constructor(private readonly store: Store) {}

  static fingerprint(method: string, path: string, body: string): string {
    return createHash('sha256').update(`${method} ${path}\n${body}`).digest('hex');
  }

  begin(id: string, fingerprint: string): Replay | null {
    if (id.length > 300) throw new StripeError(400, { type: 'idempotency_error', message: 'Idempotency keys take at most 255 characters.' });
    const known = this.store.get('idempotent_request', id);
    if (known && known.atMs > Date.now() - dayMs) {
      if (known.fingerprint === fingerprint) return known;
      const key = id.split(' ')[1];
      throw new StripeError(400, {
        type: 'idempotency_error',
        message: `Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '${key}' if you meant to execute a different request.`,
      });
    }
    if (this.inFlight.has(id)) {
      const message = 'There is currently another in-progress request using this Idempotent Key. Please try again later.';
      throw new StripeError(409, { type: 'idempotency_error', code: 'idempotency_key_in_use', message });
    }
    this.inFlight.add(id);
    return null;
  }

  /** Keeps the answer unless the request never began to execute (validation failures may be corrected under the same key). */
  end(id: string, fingerprint: string, answer: Replay | null): void {
    this.inFlight.delete(id);
    if (!answer) return;
    this.store.save('idempotent_request', { id, fingerprint, ...answer, atMs: Date.now() });
    const oldest = this.store.all('idempotent_request')[0];
    if (oldest && oldest.atMs <= Date.now() - dayMs) this.store.remove('idempotent_request', oldest.id);
  }
}
