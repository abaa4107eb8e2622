import type { IncomingMessage, ServerResponse } from 'node:http';
import { meter } from '@/lib/web/metering/meter';

/** `/api/health`: whether calls can be counted. `/api/health/live`: whether the process answers at all. */
export const handleHealth = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
  const isLive = request.url?.startsWith('/api/health/live') === true;
  const database = isLive ? null : await meter().sql.query('SELECT 1').then(() => 'ok' as const, () => 'unreachable' as const);
  const body = JSON.stringify(isLive ? { status: 'ok' } : { status: database === 'ok' ? 'ok' : 'unavailable', checks: { database } });
  response.writeHead(database === 'unreachable' ? 503 : 200, { 'content-type': 'application/json', 'cache-control': 'no-store', 'content-length': Buffer.byteLength(body) });
  response.end(request.method === 'HEAD' ? undefined : body);
};
