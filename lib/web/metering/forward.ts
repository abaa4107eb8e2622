import { Readable } from 'node:stream';
import type { ReadableStream as NodeStream } from 'node:stream/web';
import type { Client } from '@/lib/adapters/upstream';
import { encodingHeader } from '@/lib/web/encoding-header';
import { problemResponse } from '@/lib/web/problem';
import { admissionFields, answerCall, bodyless, type GatewayAnswer } from './answer-call';
import { drain, relay } from './relay';
import { takeTicket } from './take-ticket';
import type { Ticket } from './ticket';

/** What proxies write down for a request whose client left. Nobody gets to read it. */
const clientLeft = 499;

/** The gateway in Next: takes the ticket, makes the call and streams the answer back. */
export const forward = async (request: Request): Promise<Response> => {
  const url = new URL(request.url);
  const requestId = request.headers.get('x-request-id') ?? '';
  let ticket: Ticket | undefined;
  try {
    ticket = takeTicket(request);
    const answer = await answerCall({
      method: request.method, target: url.pathname.replace(/^\/gateway/, '') + url.search, requestId: requestId || ticket.requestId, headers: Object.fromEntries(request.headers),
      body: request.body === null ? null : Readable.fromWeb(request.body as NodeStream), client: clientOf(request.signal),
    }, ticket);
    return responseOf(answer, request.method);
  } catch (error) {
    if (request.signal.aborted) return new Response(null, { status: clientLeft });
    return problemResponse(error, { requestId, instance: url.pathname }, ticket ? admissionFields(ticket) : {});
  }
};

const clientOf = (signal: AbortSignal): Client => ({
  hasLeft: () => signal.aborted,
  onceLeft: (act) => {
    signal.addEventListener('abort', act, { once: true });
    return () => signal.removeEventListener('abort', act);
  },
});

/** Next drops an answer's content encoding; the front door gives it its name again. */
const nameInNext = (name: string): string => (name.toLowerCase() === 'content-encoding' ? encodingHeader : name);

const responseOf = (answer: GatewayAnswer, method: string): Response => {
  const headers = new Headers();
  for (let i = 0; i + 1 < answer.headers.length; i += 2) headers.append(nameInNext(answer.headers[i] as string), answer.headers[i + 1] as string);
  const isBodyless = bodyless(method, answer.status);
  if (!('watcher' in answer)) return new Response(isBodyless || answer.body?.byteLength === 0 ? null : answer.body, { status: answer.status, headers });
  if (!isBodyless) return new Response(relay(answer.body, answer.watcher), { status: answer.status, headers });
  drain(answer.body, answer.watcher);
  return new Response(null, { status: answer.status, headers });
};
