import { EventEmitter, once } from 'node:events';

/** An answer that can be given again. `headers` is a flat list: name, value, name, … */
export type KeptAnswer = { status: number; headers: string[]; body: Uint8Array<ArrayBuffer> };

const maxBodyBytes = 256 * 1024;
const maxTotalBytes = 64 * 1024 * 1024;
/** About what a kept answer takes besides its text. */
const entryBytes = 1_024;
const keepMs = 10 * 60_000;
/** How much later than its repeat a call may begin: both were decided together, and took different ways through the server. */
const beginWithinMs = 1_000;

/** A promise only until the answer is there: it holds all that belongs to the request in which it was made. */
type Entry = { target: string; answer: Promise<KeptAnswer | null> | KeptAnswer; bytes: number; endsAtMs: number };

/**
 * Answers of calls that came with a request id of the client's, so that a repeat gets the first one's answer instead of a
 * second run. In memory, of this process, small and for minutes: a repeat that finds nothing here is told so.
 */
export const makeAnswers = () => {
  const entries = new Map<string, Entry>();
  const begun = new EventEmitter().setMaxListeners(0);
  let total = 0;

  const forget = (decisionId: string): void => {
    total -= entries.get(decisionId)?.bytes ?? 0;
    entries.delete(decisionId);
  };

  const trim = (): void => {
    for (const [decisionId, entry] of entries) {
      if (total <= maxTotalBytes && entry.endsAtMs > Date.now()) break;
      forget(decisionId);
    }
  };

  /** Opens a place for the answer of a call that begins. `keep` fills it; null says that there is nothing to repeat. */
  const begin = (decisionId: string, target: string): ((answer: KeptAnswer | null) => void) => {
    trim();
    forget(decisionId);
    let fill: (answer: KeptAnswer | null) => void = () => {};
    const entry: Entry = { target, answer: new Promise((resolve) => (fill = resolve)), bytes: entryBytes + 2 * target.length, endsAtMs: Date.now() + keepMs };
    total += entry.bytes;
    entries.set(decisionId, entry);
    begun.emit(decisionId);
    return (answer) => {
      fill(answer);
      if (entries.get(decisionId) !== entry) return;
      if (answer === null) return forget(decisionId);
      entry.answer = answer;
      const bytes = sizeOf(answer);
      entry.bytes += bytes;
      total += bytes;
    };
  };

  /**
   * The answer to repeat, once it is there; `undefined` when this process never saw the call, `other` when that asked for something
   * else. One decided just now (`isNew`) is waited for.
   */
  const find = async (decisionId: string, target: string, isNew: boolean): Promise<KeptAnswer | 'other' | null | undefined> => {
    if (isNew && !entries.has(decisionId)) await once(begun, decisionId, { signal: AbortSignal.timeout(beginWithinMs) }).catch(() => {});
    const entry = entries.get(decisionId);
    return entry && entry.target !== target ? 'other' : entry?.answer;
  };

  return { begin, find, maxBodyBytes };
};

const sizeOf = ({ headers, body }: KeptAnswer): number => body.byteLength + 2 * headers.join('').length;
