import { randomInt } from 'node:crypto';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const lengths: Record<string, number> = { cs_test: 58, cus: 14, prod: 14, si: 14, req: 14, mtr_test: 52 };

/** Ids with Stripe's prefixes from a small seeded generator, so that a seeded run names everything the same. */
export class Ids {
  state: number;

  constructor(seed: number = randomInt(2 ** 32 - 1)) {
    this.state = seed >>> 0;
  }

  next(prefix: string): string {
    return `${prefix}_${this.random(lengths[prefix] ?? 24)}`;
  }

  random(length: number): string {
    return Array.from({ length }, () => alphabet.charAt(Math.floor(this.fraction() * alphabet.length))).join('');
  }

  private fraction(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), this.state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }
}
