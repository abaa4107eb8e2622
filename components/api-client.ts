import type { FieldError } from '@/lib/domain/app-error';
import { reloadPage, workspaceOfPage } from './page-workspace';

type Problem = { code?: string; title?: string; detail?: string; requestId?: string; errors?: FieldError[] };

/** What the API said no to. `message` can be shown; `requestId` is for support; `status` 0 means that no answer came. */
export class ProblemError extends Error {
  readonly status: number;
  readonly code: string;
  readonly requestId: string | null;
  readonly errors: FieldError[];
  /** The whole problem document: a refusal may carry more than words, as a fresh preview. */
  readonly document: Readonly<Record<string, unknown>>;

  constructor(status: number, problem: Problem) {
    super(problem.detail ?? problem.title ?? 'The server could not answer. Try again in a moment.');
    this.name = 'ProblemError';
    this.status = status;
    this.code = problem.code ?? 'unknown';
    this.requestId = problem.requestId ?? null;
    this.errors = problem.errors ?? [];
    this.document = problem;
  }

  /** The message for one field of the body, or one parameter of the query, by its name. */
  fieldError(name: string): string | null {
    return this.errors.find(({ pointer }) => pointer === `/${name}` || pointer === `?${name}`)?.message ?? null;
  }
}

const readProblem = async (response: Response): Promise<Problem> => {
  const isJson = response.headers.get('content-type')?.includes('json') ?? false;
  const fallback = { requestId: response.headers.get('x-request-id') ?? undefined };
  return isJson ? { ...fallback, ...((await response.json()) as Problem) } : fallback;
};

/** `idempotencyKey` names a write that would otherwise make another thing each time: a repeat with the same key makes nothing. */
type Sent = { body?: unknown; signal?: AbortSignal; idempotencyKey?: string };

const send = async <T>(method: string, path: string, { body, signal, idempotencyKey }: Sent = {}): Promise<T> => {
  const headers: Record<string, string> = { accept: 'application/json', ...workspaceOfPage(), ...(idempotencyKey !== undefined && { 'idempotency-key': idempotencyKey }) };
  const init: RequestInit = { method, headers, cache: 'no-store', signal };
  if (body !== undefined) {
    headers['content-type'] = 'application/json';
    init.body = JSON.stringify(body);
  }
  const response = await fetch(path, init).catch((cause: unknown) => {
    if (signal?.aborted) throw cause;
    throw new ProblemError(0, { code: 'unreachable', detail: 'The server cannot be reached. Check your connection and try again.' });
  });
  if (!response.ok) {
    const problem = await readProblem(response);
    if (problem.code === 'workspace_changed') reloadPage();
    throw new ProblemError(response.status, problem);
  }
  return response.status === 204 ? (undefined as T) : ((await response.json()) as T);
};

/** The portal's own REST API, from the browser, for the workspace that the page shows. Everything else throws a ProblemError. */
export const api = {
  get: <T>(path: string, signal?: AbortSignal) => send<T>('GET', path, { signal }),
  post: <T>(path: string, body: unknown, { idempotencyKey }: Pick<Sent, 'idempotencyKey'> = {}) => send<T>('POST', path, { body, idempotencyKey }),
  put: <T>(path: string, body: unknown) => send<T>('PUT', path, { body }),
  patch: <T>(path: string, body: unknown) => send<T>('PATCH', path, { body }),
  delete: <T>(path: string) => send<T>('DELETE', path),
};
