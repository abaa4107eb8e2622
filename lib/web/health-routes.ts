import { checkHealth } from './health';
import { allMethods, guard } from './route';

/** A route that monitors read: no caller, no input, and an answer while the database is away. */
const reading = (read: () => Promise<{ status: number; body: unknown }>) =>
  allMethods({
    GET: (request) =>
      guard(request, async () => {
        const { status, body } = await read();
        return Response.json(body, { status, headers: { 'cache-control': 'no-store' } });
      }),
  });

/** Whether the process can serve and what it depends on: 503 when it cannot. */
export const readiness = reading(async () => {
  const health = await checkHealth();
  return { status: health.status === 'unavailable' ? 503 : 200, body: health };
});

/** Whether the process answers at all. */
export const liveness = reading(() => Promise.resolve({ status: 200, body: { status: 'ok' } }));
