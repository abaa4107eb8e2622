import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gatewayEnv } from '@/lib/adapters/env';
import { log } from '@/lib/adapters/log';
import { AppError } from '@/lib/domain/app-error';
import { describeProblem } from '@/lib/domain/problem';
import { httpServer } from '@/lib/web/http-server';
import { meter } from '@/lib/web/metering/meter';
import { runShutdown } from '@/lib/web/on-shutdown';
import { handleCall } from './handle-call';
import { handleHealth } from './handle-health';
import { handleUse, useActionAt } from './handle-use';
import { send } from './send';

const drainMs = 7_000;

export type RunningGateway = { port: number; stop(): Promise<void> };

/** Opens the metered door in this process: a bare server, which decides, forwards and settles by itself. Several may run on one database. */
export const startGateway = async (): Promise<RunningGateway> => {
  let isStopping = false;
  const { PORT, TRUST_PROXY } = gatewayEnv();
  const server = httpServer((request, response) => {
    if (isStopping) response.setHeader('connection', 'close');
    return handle(request, response);
  }, { namesItself: true, trustedProxies: TRUST_PROXY });
  meter();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(PORT, resolve);
  });
  /** Takes no more connections, lets what runs end, writes the outcomes, closes. */
  const stop = async (): Promise<void> => {
    if (isStopping) return;
    isStopping = true;
    const drained = new Promise<void>((resolve) => server.close(() => resolve()));
    const late = setTimeout(() => server.closeAllConnections(), drainMs);
    server.closeIdleConnections();
    await drained;
    clearTimeout(late);
    await runShutdown();
  };
  const { port } = server.address() as AddressInfo;
  log.info({ port }, 'the gateway is open');
  return { port, stop };
};

const handle = (request: IncomingMessage, response: ServerResponse): Promise<void> | void => {
  const url = request.url ?? '/';
  if (url.startsWith('/gateway/')) return handleCall(request, response);
  const path = url.split('?')[0] ?? '';
  const action = useActionAt(path);
  if (action !== null) return handleUse(action, path, request, response);
  if (path === '/api/health' || path === '/api/health/live') return handleHealth(request, response);
  const about = { requestId: String(request.headers['x-request-id']), instance: path };
  send(request, response, describeProblem(new AppError('not_found', 'There is nothing at this address. This is the gateway; the portal and the rest of the API are elsewhere.'), about));
};
