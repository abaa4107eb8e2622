import Stripe from 'stripe';
import type { Clock } from './clock';
import { kinds, type ApiKind, type InternalKind, type Kind, type Records, type StoredEvent } from './collections';
import { diff, toJson } from './diff';
import { eventNames } from './event-names';
import type { Ids } from './ids';
import { Owners } from './owners';

type Tables = { [K in Kind]: Map<string, Records[K]> };

export interface RequestIdentity {
  id: string | null;
  idempotency_key: string | null;
}

const emptyTables = (): Tables => Object.fromEntries<unknown>(kinds.map((kind) => [kind, new Map()])) as Tables;

/** Errors that undo nothing: a declined card leaves its failed charge behind. */
const keepsWrites = (error: unknown): boolean => typeof error === 'object' && error !== null && 'keepsWrites' in error && error.keepsWrites === true;

/** Every object the sandbox knows. All API objects are written by `transition`, which emits the events. */
export class Store {
  private readonly tables = emptyTables();
  private undo: (() => void)[] | null = null;
  private pending: StoredEvent[] = [];
  private readonly owners = new Owners();
  private isDry = false;
  request: RequestIdentity = { id: null, idempotency_key: null };
  onEvents: (events: StoredEvent[]) => void = () => undefined;
  onWrite: () => void = () => undefined;
  /** Told of every record that is written, removed, or put back. */
  onTouch: (kind: Kind, id: string) => void = () => undefined;

  constructor(
    readonly clock: Clock,
    readonly ids: Ids,
  ) {}

  get<K extends Kind>(kind: K, id: string): Records[K] | undefined {
    return this.tables[kind].get(id);
  }

  /** Oldest first. */
  all<K extends Kind>(kind: K): Records[K][] {
    return [...this.tables[kind].values()];
  }

  count(kind: Kind): number {
    return this.tables[kind].size;
  }

  /** Writes without an event: the sandbox's own records. */
  save<K extends InternalKind>(kind: K, record: Records[K]): Records[K] {
    return this.write(kind, record);
  }

  /** What belongs to this customer, subscription, invoice, intent or item (see `owners.ts`), in the order in which it came to belong to it. */
  owned<K extends Kind>(kind: K, owner: string): Records[K][] {
    const table: Map<string, Records[K]> = this.tables[kind];
    return [...this.owners.ids(kind, owner)].flatMap((id) => table.get(id) ?? []);
  }

  private write<K extends Kind>(kind: K, record: Records[K]): Records[K] {
    const before = this.get(kind, record.id);
    this.undo?.push(() => this.put(kind, record.id, before));
    this.put(kind, record.id, record);
    this.onWrite();
    return record;
  }

  remove<K extends Kind>(kind: K, id: string): void {
    const before = this.get(kind, id);
    if (!before) return;
    this.undo?.push(() => this.put(kind, id, before));
    this.put(kind, id, undefined);
    this.onWrite();
  }

  /** Takes a record away for good, also when the work around it is taken back: what was used up once stays used up. */
  useUp<K extends Kind>(kind: K, id: string): void {
    this.put(kind, id, undefined);
    this.onWrite();
  }

  private put<K extends Kind>(kind: K, id: string, record: Records[K] | undefined): void {
    const table: Map<string, Records[K]> = this.tables[kind];
    this.owners.update(kind, table.get(id), record);
    if (record) table.set(id, record);
    else table.delete(id);
    this.onTouch(kind, id);
  }

  /**
   * The one way an API object comes to be or changes. Emits `created`, or `updated` with `previous_attributes` when something differs;
   * then each of `also` (e.g. `invoice.paid`). `events: 'only-also'` leaves the plain pair out.
   */
  transition<K extends ApiKind>(kind: K, next: Records[K], also: string[] = [], events: 'all' | 'only-also' = 'all'): Records[K] {
    const before = this.get(kind, next.id);
    if (this.isDry) return this.write(kind, next);
    const after = toJson(next);
    const previous = before ? diff(toJson(before), after) : null;
    if (before && !previous) return before;
    this.write(kind, next);
    const own = before ? eventNames[kind].updated : eventNames[kind].created;
    if (own && events === 'all') this.emit(own, next, previous);
    for (const type of also) this.emit(type, next, type.endsWith('.updated') || type.endsWith('.detached') ? previous : null);
    return next;
  }

  emit(type: string, object: object, previous: ReturnType<typeof diff> = null): void {
    if (this.isDry) return;
    const data: StoredEvent['data'] = { object: toJson(object) };
    if (previous) data.previous_attributes = previous;
    const event: StoredEvent = {
      id: this.ids.next('evt'), object: 'event', api_version: Stripe.API_VERSION, created: this.clock.now(), data,
      livemode: false, pending_webhooks: 0, request: { ...this.request }, type,
    };
    this.pending.push(event);
    if (!this.undo) this.publish();
  }

  /** Runs `work` and puts the events it emitted into this order; types not listed keep their place at the end. */
  inOrder<T>(order: () => readonly string[], work: () => T): T {
    const start = this.pending.length;
    return this.atomically(work, () => {
      const ranked = order();
      const rank = ({ type }: StoredEvent): number => (ranked.includes(type) ? ranked.indexOf(type) : ranked.length);
      const emitted = this.pending.splice(start);
      this.pending.push(...emitted.sort((a, b) => rank(a) - rank(b)));
    });
  }

  /** All of `work` or, when it throws, none of it. Joins an outer call. */
  atomically<T>(work: () => T, beforeCommit: () => void = () => undefined): T {
    const outer = this.undo;
    const mark = { undo: outer?.length ?? 0, events: this.pending.length };
    const log = outer ?? [];
    this.undo = log;
    try {
      const result = work();
      beforeCommit();
      return result;
    } catch (error) {
      if (keepsWrites(error)) {
        beforeCommit();
      } else {
        for (const step of log.splice(mark.undo).reverse()) step();
        this.pending.length = mark.events;
      }
      throw error;
    } finally {
      this.undo = outer;
      if (!outer) this.publish();
    }
  }

  /** Does `work` and takes all of it back: nothing stays, no event is emitted, no id is used up. */
  dryRun<T>(work: () => T): T {
    const outer = { undo: this.undo, isDry: this.isDry, pending: this.pending, ids: this.ids.state };
    const log: (() => void)[] = [];
    this.undo = log;
    this.isDry = true;
    this.pending = [];
    try {
      return work();
    } finally {
      for (const step of log.reverse()) step();
      this.undo = outer.undo;
      this.isDry = outer.isDry;
      this.pending = outer.pending;
      this.ids.state = outer.ids;
    }
  }

  private publish(): void {
    const events = this.pending.splice(0);
    for (const event of events) this.save('event', event);
    if (events.length > 0) this.onEvents(events);
  }

  replaceAll<K extends Kind>(kind: K, records: Records[K][]): void {
    for (const { id } of this.all(kind)) this.put(kind, id, undefined);
    for (const record of records) this.put(kind, record.id, record);
  }

  reset(): void {
    for (const kind of kinds) this.replaceAll(kind, []);
    this.onWrite();
  }
}
