import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Clock } from './clock';
import { kinds, type Kind, type Records } from './collections';
import type { Ids } from './ids';
import type { Store } from './store';

type Tables = { [K in Kind]?: Records[K][] };
interface Snapshot {
  format: 1;
  ids: number;
  offsetSeconds: number;
  tables: Tables;
}

const debounceMs = 100;
const isMissing = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ENOENT';

/** The whole state as one JSON file: written beside and renamed, soon after each write and on close. */
export class SnapshotFile {
  private timer: NodeJS.Timeout | null = null;
  private writing: Promise<void> = Promise.resolve();
  private isLoaded = false;

  constructor(
    private readonly path: string,
    private readonly store: Store,
    private readonly clock: Clock,
    private readonly ids: Ids,
    private readonly onFailure: (error: unknown) => void,
  ) {}

  async load(): Promise<void> {
    try {
      const snapshot = JSON.parse(await readFile(this.path, 'utf8')) as Snapshot;
      if (snapshot.format !== 1) throw new Error(`Unknown snapshot format in ${this.path}. Remove the file to start empty.`);
      this.ids.state = snapshot.ids;
      this.clock.offsetSeconds = snapshot.offsetSeconds;
      for (const kind of kinds) this.restore(kind, snapshot.tables);
    } catch (error) {
      if (!isMissing(error)) throw new Error(`The sandbox state in ${this.path} cannot be read`, { cause: error });
    }
    this.isLoaded = true;
  }

  schedule(): void {
    if (!this.isLoaded || this.timer) return;
    this.timer = setTimeout(() => {
      this.timer = null;
      void this.write();
    }, debounceMs);
  }

  async close(): Promise<void> {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    await this.write();
  }

  private restore<K extends Kind>(kind: K, tables: Tables): void {
    this.store.replaceAll(kind, tables[kind] ?? []);
  }

  private write(): Promise<void> {
    this.writing = this.writing.then(() => this.writeNow()).catch(this.onFailure);
    return this.writing;
  }

  private async writeNow(): Promise<void> {
    const tables = Object.fromEntries(kinds.map((kind) => [kind, this.store.all(kind)]));
    const snapshot: Snapshot = { format: 1, ids: this.ids.state, offsetSeconds: this.clock.offsetSeconds, tables };
    await mkdir(dirname(this.path), { recursive: true });
    const beside = `${this.path}.${process.pid}.tmp`;
    await writeFile(beside, JSON.stringify(snapshot));
    await rename(beside, this.path);
  }
}
