import type { Kind } from '@/sandbox/stripe/store/collections';

export interface Due {
  at: number;
  /** At the same instant the lower goes first. */
  rank: number;
  run: () => void;
  /** It only tells of what is coming. */
  isNotice?: boolean;
}

interface Entry extends Due {
  key: string;
  version: number;
  /** Later entries go after earlier ones of the same instant and rank. */
  order: number;
}

/** Kinds that fall due, and those whose records have the id of one that does. */
const keyKinds: Partial<Record<Kind, Kind>> = {
  subscription: 'subscription', invoice: 'invoice', 'checkout.session': 'checkout.session', coupon: 'coupon', promotion_code: 'promotion_code',
  refund_plan: 'refund_plan', subscription_schedule: 'subscription_schedule', trial_notice: 'subscription', upcoming_notice: 'subscription', pending_change: 'subscription',
};

const isBefore = (a: Entry, b: Entry): boolean => a.at < b.at || (a.at === b.at && (a.rank < b.rank || (a.rank === b.rank && a.order < b.order)));

/** What falls due when, for each clock: only what was written since is looked at again. */
export class Agenda {
  private readonly stale = new Set<string>();
  private readonly versions = new Map<string, number>();
  private readonly heaps = new Map<string, Entry[]>();
  private count = 0;

  touch(kind: Kind, id: string): void {
    const due = keyKinds[kind];
    if (due) this.stale.add(`${due} ${id}`);
  }

  /** Takes the earliest entry of a clock ('' is the account's) that is due by then. */
  take(clock: string, until: number, read: (kind: Kind, id: string) => { clock: string; due: Due[] }): (Due & { again: () => void }) | undefined {
    for (const key of this.stale) {
      const [kind, id] = key.split(' ');
      this.replace(key, read(kind as Kind, id ?? ''));
    }
    this.stale.clear();
    const heap = this.heaps.get(clock) ?? [];
    for (let top = heap[0]; top && (top.at <= until || this.versions.get(top.key) !== top.version); top = heap[0]) {
      pop(heap);
      const { key, version } = top;
      if (this.versions.get(key) === version) return { ...top, again: () => this.stale.add(key) };
    }
    return undefined;
  }

  private replace(key: string, { clock, due }: { clock: string; due: Due[] }): void {
    const version = (this.count += 1);
    if (due.length === 0) this.versions.delete(key);
    else this.versions.set(key, version);
    const heap = this.heaps.get(clock) ?? [];
    this.heaps.set(clock, heap);
    for (const one of due) push(heap, { ...one, key, version, order: (this.count += 1) });
  }
}

function push(heap: Entry[], entry: Entry): void {
  let index = heap.push(entry) - 1;
  while (index > 0) {
    const parent = (index - 1) >> 1;
    if (!swapped(heap, parent, index)) return;
    index = parent;
  }
}

function pop(heap: Entry[]): void {
  const last = heap.pop();
  if (!last || heap.length === 0) return;
  heap[0] = last;
  let index = 0;
  for (;;) {
    const child = smaller(heap, 2 * index + 1, 2 * index + 2);
    if (child === null || !swapped(heap, index, child)) return;
    index = child;
  }
}

function smaller(heap: Entry[], left: number, right: number): number | null {
  const a = heap[left];
  const b = heap[right];
  return a ? (b && isBefore(b, a) ? right : left) : null;
}

/** Puts the earlier of the two above; whether it had to. */
function swapped(heap: Entry[], above: number, below: number): boolean {
  const a = heap[above];
  const b = heap[below];
  if (!a || !b || !isBefore(b, a)) return false;
  heap[above] = b;
  heap[below] = a;
  return true;
}
