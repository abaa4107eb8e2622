export interface LoggedRequest {
  requestId: string;
  method: string;
  path: string;
  query: string;
  body: string;
  status: number;
  answer: string;
  startedMs: number;
  /** The fault that struck the call; a status of 0 is a connection that was cut. */
  fault: string | null;
}

const kept = 300;
const redacted = (body: string): string => body.replace(/(card(?:%5B|\[)(?:number|cvc)(?:%5D|\]))=[^&]*/g, '$1=…').slice(0, 2000);

/** The last requests, for `/_sandbox/log` and the viewer. */
export class RequestLog {
  private readonly rows: (Omit<LoggedRequest, 'answer' | 'startedMs'> & { at: string; tookMs: number; error: string | null })[] = [];
  lastCrash: string | null = null;

  add({ answer, startedMs, body, ...row }: LoggedRequest): void {
    const error = row.status >= 400 ? answer.slice(0, 1000) : null;
    this.rows.push({ ...row, body: redacted(body), at: new Date(startedMs).toISOString(), tookMs: Date.now() - startedMs, error });
    if (this.rows.length > kept) this.rows.shift();
  }

  crashed(error: unknown): void {
    this.lastCrash = error instanceof Error ? (error.stack ?? error.message) : String(error);
  }

  newestFirst(limit = kept): typeof this.rows {
    return this.rows.slice(-limit).reverse();
  }

  clear(): void {
    this.rows.length = 0;
  }
}
