import { mkdirSync, writeFileSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { cachedWireSchema } from './cached-wire-schema';
import { mismatch } from './match-schema';
import { wireRoots } from './wire-roots';
import type { WireSchema } from './wire-schema';

export interface ShapeCounts {
  answers: number;
  events: number;
  /** What was wrong, with the number of times. */
  invalid: Record<string, number>;
}

const writesEvery = 100;
const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Holds every answer and every event of a sandbox to the types that the SDK declares, and counts them. */
export class ShapeChecks {
  readonly counts: ShapeCounts = { answers: 0, events: 0, invalid: {} };
  private readonly file: string | null;

  /** `folder`: where the counts are kept for the end of the run; they survive a killed process. */
  static async open(folder: string | null = null): Promise<ShapeChecks> {
    return new ShapeChecks(await cachedWireSchema(wireRoots), folder);
  }

  private constructor(
    private readonly schema: WireSchema,
    folder: string | null,
  ) {
    if (folder) mkdirSync(folder, { recursive: true });
    this.file = folder && path.join(folder, `${process.pid}-${randomUUID()}.json`);
  }

  answer(where: string, value: unknown): void {
    this.counts.answers += 1;
    this.check(value, where);
    this.keep();
  }

  event(event: unknown): void {
    this.counts.events += 1;
    const type = isRecord(event) ? String(event.type) : 'event';
    this.check(event, type);
    if (isRecord(event) && isRecord(event.data)) this.check(event.data.object, type);
    this.keep();
  }

  get failures(): string[] {
    return Object.entries(this.counts.invalid).map(([message, times]) => `${message} (${times} times)`);
  }

  /** The last word: throws when anything had a shape that Stripe does not have. */
  close(): void {
    this.write();
    if (this.failures.length > 0) throw new Error(`The sandbox answered in shapes that the SDK does not declare:\n${this.failures.join('\n')}`);
  }

  private check(value: unknown, where: string): void {
    if (isRecord(value) && value.object === 'list' && Array.isArray(value.data)) {
      for (const item of value.data) this.check(item, where);
      return;
    }
    const name = isRecord(value) ? String(value.object) : typeof value;
    const described = this.schema.roots[name];
    const wrong = described ? mismatch(described, value, this.schema.$defs) : 'has no description';
    if (wrong === null) return;
    const message = `${where}: ${name} ${wrong}`;
    this.counts.invalid[message] = (this.counts.invalid[message] ?? 0) + 1;
    this.write();
  }

  private keep(): void {
    if ((this.counts.answers + this.counts.events) % writesEvery === 0) this.write();
  }

  private write(): void {
    if (this.file) writeFileSync(this.file, JSON.stringify(this.counts));
  }
}
