/** Small seeded randomness: the same seed, the same choices. */
export class Chances {
  private state: number;

  constructor(seed: number) {
    this.state = (seed * 2_654_435_761) >>> 0;
  }

  /** A whole number from 0 up to, but not, `below`. */
  below(below: number): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), this.state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  }

  oneIn = (count: number): boolean => this.below(count) === 0;

  pick<T>(items: readonly T[]): T {
    const found = items[this.below(items.length)];
    if (found === undefined) throw new Error('there is nothing to pick from');
    return found;
  }

  shuffled<T>(items: readonly T[]): T[] {
    const left = [...items];
    return items.map(() => left.splice(this.below(left.length), 1)[0] as T);
  }
}
