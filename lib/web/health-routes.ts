import { checkHealth } from './health';
import { guard, methodNotAllowed, type Handler } from './route';

type Handlers = Record<'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS', Handler>;

/** A route that monitors read: no caller, no input, and an answer while the database is away. */
const reading = (read: () => Promise<{ status: number; body: unknown }>): Handlers => {
  const refuse: Handler = (request) => Promise.resolve(methodNotAllowed(request, 'GET, HEAD'));
  const answer: Handler = (request) =>
    guard(request, async () => {
      const { status, body } = await read();
      return Response.json(body, { status, headers: { 'cache-control': 'no-store' } });
    });
  return { GET: answer, POST: refuse, PUT: refuse, PATCH: refuse, DELETE: refuse, OPTIONS: refuse };
};

/** Whether the process can serve and what it depends on: 503 when it cannot. */
export const readiness = reading(async () => {
  const health = await checkHealth();
  return { status: health.status === 'unavailable' ? 503 : 200, body: health };
});

/** Whether the process answers at all. */
export const liveness = reading(() => Promise.resolve({ status: 200, body: { status: 'ok' } }));
