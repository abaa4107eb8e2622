import type { Sandbox } from '@/sandbox/stripe/sandbox';
import type { Delivery, Records, StoredEvent } from '@/sandbox/stripe/store/collections';
import { inSendingOrder, normalModes, retryDelayMs, type DeliveryModes, type RetryPolicy } from './delivery-modes';
import { matchesType } from './matches-type';
import { sendEvent } from './send-event';

const gatherMs = 25;
const keptEvents = 20_000;

/** Sends events to webhook endpoints: one at a time, in the chosen order, again until they are taken. The queue is part of the stored state. */
export class Dispatcher {
  modes: DeliveryModes;
  private timer: NodeJS.Timeout | null = null;
  private isSending = false;
  private isClosed = false;
  private sending: Promise<void> = Promise.resolve();
  private readonly waiting = new Set<() => void>();
  private readonly queue = new Set<string>();
  private readonly released = new Set<string>();
  private readonly byEvent = new Map<string, string[]>();

  constructor(
    private readonly sandbox: Sandbox,
    readonly initialRetry: RetryPolicy,
  ) {
    this.modes = { ...normalModes, retry: initialRetry };
  }

  enqueue(events: StoredEvent[]): void {
    const { store, ids } = this.sandbox;
    const twins = this.modes.twins ? events.map((event) => store.save('event', { ...event, id: ids.next('evt') })) : [];
    for (const event of [...events, ...twins]) {
      const targets = this.targets(event);
      if (targets.length > 0) store.save('event', { ...event, pending_webhooks: targets.length });
      for (const target of targets) {
        for (let copy = 0; copy <= this.modes.duplicate; copy += 1) this.deliver(event, target.id, this.isDropped(event.type) ? 'dropped' : 'pending');
      }
    }
    this.prune();
    this.wake(this.modes.order === 'created' ? 0 : gatherMs);
  }

  private targets({ type }: StoredEvent): Records['webhook_endpoint'][] {
    return this.sandbox.store.all('webhook_endpoint').filter((endpoint) => endpoint.status === 'enabled' && matchesType(type, endpoint.enabled_events));
  }

  private deliver(event: StoredEvent, endpoint: string, state: Delivery['state']): Delivery {
    const { store, ids } = this.sandbox;
    const delivery: Delivery = { id: ids.next('whd'), event: event.id, endpoint, state, attempts: 0, dueAtMs: Date.now() + this.modes.delayMs, lastStatus: null, lastError: null };
    this.track(store.save('delivery', delivery));
    return delivery;
  }

  /** Sends an event once more to the endpoints that take it, or to one of them. */
  replay(event: StoredEvent, endpoint?: string): Delivery[] {
    const sent = this.targets(event).filter(({ id }) => endpoint === undefined || id === endpoint).map(({ id }) => this.deliver(event, id, 'pending'));
    this.wake(0);
    return sent;
  }

  /** Lets these go although deliveries are held, one after the other as listed. */
  release(ids: readonly string[]): number {
    for (const id of ids) this.released.add(id);
    this.wake(0);
    return this.released.size;
  }

  setModes(modes: Partial<DeliveryModes>): void {
    this.modes = { ...this.modes, ...modes };
    if (!this.modes.hold) this.released.clear();
    this.wake(0);
  }

  pending(): Delivery[] {
    return [...this.queue].flatMap((id) => this.sandbox.store.get('delivery', id) ?? []);
  }

  /** True once nothing is left to send; false when `withinMs` passed first. */
  async settled(withinMs: number, wanted: (delivery: Delivery) => boolean = () => true): Promise<boolean> {
    const deadline = Date.now() + withinMs;
    while (this.pending().some(wanted)) {
      const left = deadline - Date.now();
      if (left <= 0 || this.isClosed) return false;
      await new Promise<void>((resolve) => {
        const done = (): void => {
          clearTimeout(timer);
          this.waiting.delete(done);
          resolve();
        };
        const timer = setTimeout(done, Math.min(left, 1000));
        this.waiting.add(done);
      });
    }
    return true;
  }

  /** Reads the queue from the store: at the start and after a reset. */
  start(): void {
    this.queue.clear();
    this.byEvent.clear();
    for (const delivery of this.sandbox.store.all('delivery')) this.track(delivery);
    this.wake(0);
  }

  async close(): Promise<void> {
    this.isClosed = true;
    if (this.timer) clearTimeout(this.timer);
    for (const done of this.waiting) done();
    await Promise.race([this.sending, new Promise((resolve) => setTimeout(resolve, 500).unref())]);
  }

  private track(delivery: Delivery): void {
    if (delivery.state === 'pending') this.queue.add(delivery.id);
    else this.queue.delete(delivery.id);
    const known = this.byEvent.get(delivery.event) ?? [];
    if (!known.includes(delivery.id)) this.byEvent.set(delivery.event, [...known, delivery.id]);
  }

  private isDropped(type: string): boolean {
    const { drop } = this.modes;
    return typeof drop === 'boolean' ? drop : matchesType(type, drop);
  }

  private wake(inMs: number): void {
    if (this.isClosed || this.isSending) return;
    if (this.timer) clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.sending = this.sendDue();
    }, inMs);
  }

  private async sendDue(): Promise<void> {
    if (this.isSending || this.isClosed) return;
    this.isSending = true;
    try {
      let due = this.due();
      while (due.length > 0 && !this.isClosed) {
        for (const delivery of due) {
          if (this.isClosed || !this.isFree(delivery)) break;
          await this.attempt(delivery);
        }
        due = this.due();
      }
    } finally {
      this.isSending = false;
    }
    const next = Math.min(...this.pending().filter((delivery) => this.isFree(delivery)).map((delivery) => delivery.dueAtMs));
    if (Number.isFinite(next)) this.wake(Math.max(1, next - Date.now()));
  }

  private due(): Delivery[] {
    const due = this.pending().filter((delivery) => delivery.dueAtMs <= Date.now());
    if (!this.modes.hold) return inSendingOrder(due, this.modes.order);
    return [...this.released].flatMap((id) => due.find((delivery) => delivery.id === id) ?? []);
  }

  private isFree({ id }: Delivery): boolean {
    return !this.modes.hold || this.released.has(id);
  }

  private async attempt(delivery: Delivery): Promise<void> {
    const { store } = this.sandbox;
    const event = store.get('event', delivery.event);
    const endpoint = store.get('webhook_endpoint', delivery.endpoint);
    const secret = store.get('webhook_secret', delivery.endpoint)?.secret;
    const result = event && endpoint && secret ? await sendEvent(endpoint.url, secret, event) : { ok: false, status: null, error: 'The endpoint is gone.' };
    this.released.delete(delivery.id);
    if (!store.get('delivery', delivery.id)) return;
    const attempts = delivery.attempts + 1;
    const waitMs = event && endpoint ? retryDelayMs(this.modes.retry, attempts) : null;
    const state = result.ok ? 'delivered' : waitMs === null ? 'failed' : 'pending';
    this.track(store.save('delivery', { ...delivery, state, attempts, dueAtMs: Date.now() + (waitMs ?? 0), lastStatus: result.status, lastError: result.error }));
    this.countDown(delivery.event);
    for (const done of [...this.waiting]) done();
  }

  /** `pending_webhooks`: endpoints that have not taken the event yet. */
  private countDown(eventId: string): void {
    const { store } = this.sandbox;
    const event = store.get('event', eventId);
    if (!event) return;
    const deliveries = (this.byEvent.get(eventId) ?? []).flatMap((id) => store.get('delivery', id) ?? []);
    const open = deliveries.filter((delivery) => delivery.state !== 'delivered');
    store.save('event', { ...event, pending_webhooks: new Set(open.map((delivery) => delivery.endpoint)).size });
  }

  private prune(): void {
    const { store } = this.sandbox;
    const surplus = store.count('event') - keptEvents;
    if (surplus <= 0) return;
    for (const { id } of store.all('event').slice(0, surplus)) {
      store.remove('event', id);
      for (const delivery of this.byEvent.get(id) ?? []) {
        store.remove('delivery', delivery);
        this.queue.delete(delivery);
      }
      this.byEvent.delete(id);
    }
  }
}
