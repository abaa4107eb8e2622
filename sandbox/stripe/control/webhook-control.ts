import type { Sandbox } from '@/sandbox/stripe/sandbox';
import type { Delivery } from '@/sandbox/stripe/store/collections';
import type { DeliveryModes } from '@/sandbox/stripe/webhooks/delivery-modes';
import type { Dispatcher } from '@/sandbox/stripe/webhooks/dispatcher';
import { ControlError, numberField, onlyKeys, stringField, type Input } from './control-input';

const flushWithinMs = 30_000;
const orders = ['created', 'shuffled', 'reversed'] as const;
const retries = ['off', 'fast', 'real'] as const;
const listed = 1000;

const among = <T extends string>(input: Input, key: string, known: readonly T[]): T | undefined => {
  const value = stringField(input, key);
  const found = known.find((one) => one === value);
  if (value !== undefined && !found) throw new ControlError(400, `${key} must be one of ${known.join(', ')}.`);
  return found;
};

function dropField(drop: unknown): boolean | string[] {
  if (typeof drop === 'boolean') return drop;
  if (typeof drop === 'string') return [drop];
  if (Array.isArray(drop) && drop.every((one): one is string => typeof one === 'string')) return drop;
  throw new ControlError(400, 'drop must be true, false, an event type, or a list of them.');
}

const defined = <T extends object>(values: T): Partial<T> => Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Partial<T>;

/** How events reach the endpoints: order, copies, losses, holding, replays, and waiting until all have arrived. */
export class WebhookControl {
  constructor(
    private readonly sandbox: Sandbox,
    private readonly dispatcher: Dispatcher,
    private readonly onFlush?: () => Promise<void>,
  ) {}

  set(input: Input): object {
    onlyKeys(input, ['order', 'duplicate', 'drop', 'hold', 'delayMs', 'retry', 'twins']);
    for (const key of ['hold', 'twins']) {
      if (input[key] !== undefined && typeof input[key] !== 'boolean') throw new ControlError(400, `${key} must be true or false.`);
    }
    this.dispatcher.setModes(defined<Partial<DeliveryModes>>({
      order: among(input, 'order', orders), duplicate: numberField(input, 'duplicate', 0, 10), delayMs: numberField(input, 'delayMs', 0, 60_000),
      hold: typeof input.hold === 'boolean' ? input.hold : undefined, twins: typeof input.twins === 'boolean' ? input.twins : undefined,
      drop: input.drop === undefined ? undefined : dropField(input.drop), retry: among(input, 'retry', retries),
    }));
    return { ...this.dispatcher.modes, pending: this.dispatcher.pending().length };
  }

  /** Sends an event again, whatever became of it before; also one that was dropped. */
  replay(input: Input): object {
    onlyKeys(input, ['event', 'endpoint']);
    const id = stringField(input, 'event') ?? '';
    const event = this.sandbox.store.get('event', id);
    if (!event) throw new ControlError(404, `No such event: '${id}'`);
    const deliveries = this.dispatcher.replay(event, stringField(input, 'endpoint'));
    if (deliveries.length === 0) throw new ControlError(404, 'No enabled endpoint takes this event.');
    return { event: id, deliveries: deliveries.map((one) => one.id) };
  }

  /** Lets held deliveries go in the order given: events by id or type, or the next `count`. */
  release(input: Input): object {
    onlyKeys(input, ['events', 'count']);
    const { events } = input;
    if (events !== undefined && !(Array.isArray(events) && events.every((one): one is string => typeof one === 'string'))) throw new ControlError(400, 'events must be a list of ids or types.');
    const held = this.dispatcher.pending();
    const isOf = (name: string) => ({ event }: Delivery): boolean => event === name || this.sandbox.store.get('event', event)?.type === name;
    const wanted = events ? events.flatMap((name) => held.filter(isOf(name))) : held.slice(0, numberField(input, 'count', 1, 10_000) ?? 1);
    return { released: this.dispatcher.release(wanted.map((one) => one.id)) };
  }

  deliveries(): object {
    const { store } = this.sandbox;
    return {
      deliveries: store.all('delivery').slice(-listed).reverse().map(({ dueAtMs, ...delivery }) => ({
        ...delivery, type: store.get('event', delivery.event)?.type ?? null, url: store.get('webhook_endpoint', delivery.endpoint)?.url ?? null,
        dueAt: delivery.state === 'pending' ? new Date(dueAtMs).toISOString() : null,
      })),
    };
  }

  async flush(): Promise<object> {
    if (this.dispatcher.modes.hold && this.dispatcher.pending().length > 0) {
      throw new ControlError(409, 'Deliveries are on hold. Release them first: POST /_sandbox/webhooks {"hold": false}.');
    }
    const deadline = Date.now() + flushWithinMs;
    await this.flushOnce(deadline);
    while (this.dispatcher.pending().length > 0) await this.flushOnce(deadline);
    const failed = this.sandbox.store.all('delivery').filter((delivery) => delivery.state === 'failed').length;
    return { delivered: true, failed };
  }

  /** Applying an event may cause more events; the caller repeats until nothing is left. */
  private async flushOnce(deadline: number): Promise<void> {
    if (!(await this.dispatcher.settled(deadline - Date.now()))) throw new ControlError(504, `Not everything was delivered within 30 s. ${this.describePending()}`);
    const applied = this.onFlush?.() ?? Promise.resolve();
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<false>((resolve) => {
      timer = setTimeout(() => resolve(false), Math.max(0, deadline - Date.now()));
    });
    const inTime = await Promise.race([applied.then(() => true), late]);
    clearTimeout(timer);
    if (!inTime) throw new ControlError(504, 'Every event was delivered, but the application had not applied them after 30 s.');
  }

  private describePending(): string {
    const rows = this.dispatcher.pending().slice(0, 3).map((delivery) => {
      const type = this.sandbox.store.get('event', delivery.event)?.type ?? 'event';
      return `${type} after ${delivery.attempts} attempts: ${delivery.lastError ?? `answered ${String(delivery.lastStatus)}`}`;
    });
    return `${this.dispatcher.pending().length} pending; ${rows.join('; ')}`;
  }
}
