import type { IncomingMessage, ServerResponse } from 'node:http';
import { meter } from '@/lib/web/metering/meter';

/** `/api/health`: whether calls can be counted, and whether bursts are shared. `/api/health/live`: whether the process answers at all. */
export const handleHealth = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
  const isLive = request.url?.startsWith('/api/health/live') === true;
  const database = isLive ? null : await meter().sql.query('SELECT 1').then(() => 'ok' as const, () => 'unreachable' as const);
  const redis = meter().rates.redis();
  const body = JSON.stringify(isLive ? { status: 'ok' } : { status: database !== 'ok' ? 'unavailable' : redis === 'degraded' ? 'degraded' : 'ok', checks: { database, redis } });
  response.writeHead(database === 'unreachable' ? 503 : 200, { 'content-type': 'application/json', 'cache-control': 'no-store', 'x-request-id': String(request.headers['x-request-id']), 'content-length': Buffer.byteLength(body) });
  response.end(request.method === 'HEAD' ? undefined : body);
};
