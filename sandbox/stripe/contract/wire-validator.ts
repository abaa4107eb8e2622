import { cachedWireSchema } from './cached-wire-schema';
import { mismatch } from './match-schema';
import { wireRoots } from './wire-roots';
import type { WireSchema } from './wire-schema';

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Checks objects against the SDK's own declared types, and counts them. */
export class WireValidator {
  readonly failures: string[] = [];
  readonly counts: Record<string, number> = {};

  static async open(): Promise<WireValidator> {
    return new WireValidator(await cachedWireSchema(wireRoots));
  }

  private constructor(private readonly schema: WireSchema) {}

  get total(): number {
    return Object.values(this.counts).reduce((sum, count) => sum + count, 0);
  }

  check(value: unknown, where: string): void {
    if (!isRecord(value)) {
      this.fail(`${where}: not an object`);
      return;
    }
    if (value.object === 'list' && Array.isArray(value.data)) {
      for (const item of value.data) this.check(item, where);
      return;
    }
    const name = String(value.object);
    this.counts[name] = (this.counts[name] ?? 0) + 1;
    const described = this.schema.roots[name];
    const wrong = described ? mismatch(described, value, this.schema.$defs) : 'has no description';
    if (wrong !== null) this.fail(`${where}: ${name} ${wrong}`);
    if (name === 'event' && isRecord(value.data)) this.check(value.data.object, `${where} ${String(value.type)}`);
  }

  private fail(message: string): void {
    if (!this.failures.includes(message)) this.failures.push(message);
  }
}
