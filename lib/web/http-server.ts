import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { log } from '@/lib/adapters/log';
import { AppError } from '@/lib/domain/app-error';
import { frontDoor, refuse, type FrontDoorOptions, type NodeHandler } from './front-door';
import { answerConnect, answerParseFailure } from './parse-failure';

/** An HTTP server behind the front door, with limits on everything a client can make it hold. */
export const httpServer = (handler: NodeHandler, options: FrontDoorOptions = {}): Server => {
  const enter = frontDoor(handler, options);
  const server = createServer({
    maxHeaderSize: 32_768, headersTimeout: 15_000, requestTimeout: 120_000, keepAliveTimeout: 65_000, connectionsCheckingInterval: 5_000,
    requireHostHeader: false, noDelay: true,
  });
  server.maxHeadersCount = 0;
  const listener = (request: IncomingMessage, response: ServerResponse) => {
    enter(request, response).catch((error: unknown) => answerFault(error, request, response));
  };
  server.on('request', listener);
  server.on('checkContinue', listener);
  server.on('clientError', answerParseFailure);
  server.on('connect', (_request, socket) => answerConnect(socket));
  return server;
};

/** What no part of ours answered for: logged, and never left hanging. */
const answerFault = (error: unknown, request: IncomingMessage, response: ServerResponse): void => {
  const requestId = request.headers['x-request-id']?.toString() ?? '';
  log.error({ err: error, requestId }, 'a request ended in an unexpected error');
  if (response.headersSent) response.destroy();
  else refuse(request, response, { error: new AppError('internal', 'Something went wrong on our side. It is recorded under the request id.'), requestId });
};
