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
  private isStale = false;
  private isWriting = false;
  private isClosed = false;
  /** Records are replaced, never edited, so each is turned into text once. */
  private readonly texts = new WeakMap<object, string>();

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
    this.isStale = true;
    if (!this.isLoaded || this.timer || this.isWriting) return;
    this.timer = setTimeout(() => {
      this.timer = null;
      void this.write();
    }, debounceMs);
  }

  async close(): Promise<void> {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    this.isClosed = true;
    await this.write();
  }

  private restore<K extends Kind>(kind: K, tables: Tables): void {
    this.store.replaceAll(kind, tables[kind] ?? []);
  }

  private write(): Promise<void> {
    this.isWriting = true;
    this.isStale = false;
    this.writing = this.writing
      .then(() => this.writeNow())
      .catch(this.onFailure)
      .finally(() => {
        this.isWriting = false;
        if (this.isStale && !this.isClosed) this.schedule();
      });
    return this.writing;
  }

  private textOf(record: object): string {
    const known = this.texts.get(record);
    if (known !== undefined) return known;
    const text = JSON.stringify(record);
    this.texts.set(record, text);
    return text;
  }

  private async writeNow(): Promise<void> {
    const tables = kinds.map((kind) => `${JSON.stringify(kind)}:[${this.store.all(kind).map((record) => this.textOf(record)).join(',\n')}]`);
    const head: Omit<Snapshot, 'tables'> = { format: 1, ids: this.ids.state, offsetSeconds: this.clock.offsetSeconds };
    const text = `${JSON.stringify(head).slice(0, -1)},"tables":{${tables.join(',\n')}}}\n`;
    await mkdir(dirname(this.path), { recursive: true });
    const beside = `${this.path}.${process.pid}.tmp`;
    await writeFile(beside, text);
    await rename(beside, this.path);
  }
}
