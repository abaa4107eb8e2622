import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { AppError } from '@/lib/domain/app-error';
import { newId } from '@/lib/domain/ids';
import { describeProblem } from '@/lib/domain/problem';

const errorOf = (code: string | undefined): AppError => {
  if (code === 'HPE_HEADER_OVERFLOW') return new AppError('headers_too_large', 'The headers are too large.');
  if (code === 'HPE_INVALID_METHOD') return new AppError('method_not_allowed', 'There is no such method.');
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return new AppError('request_timeout', 'The request took too long to arrive.');
  return new AppError('bad_request', 'This is not an HTTP request that can be understood.');
};

/** The whole response, as bytes for a socket on which no request could be parsed. */
export const rawProblem = (error: AppError): string => {
  const problem = describeProblem(error, { requestId: newId('req', Date.now()), instance: '' });
  const headers = { ...problem.headers, ...(problem.status === 405 && { allow: 'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS' }), 'content-length': String(Buffer.byteLength(problem.body)), connection: 'close' };
  return `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status] ?? ''}\r\n${Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${problem.body}`;
};

const answered = new WeakSet<Duplex>();
const drainMs = 5_000;

/** Answers what the HTTP parser refused (`clientError`), unless an answer is already under way on that socket. */
export const answerParseFailure = (error: NodeJS.ErrnoException, socket: Duplex & { _httpMessage?: { headersSent: boolean } | null }): void => {
  if (answered.has(socket)) return;
  if (error.code === 'ECONNRESET' || !socket.writable || socket._httpMessage?.headersSent) {
    socket.destroy();
    return;
  }
  answered.add(socket);
  socket.end(rawProblem(errorOf(error.code)));
  // Closing with unread bytes would reset the connection before its owner reads the answer.
  socket.resume();
  const late = setTimeout(() => socket.destroy(), drainMs);
  socket.once('close', () => clearTimeout(late));
};

/** Answers CONNECT, which Node hands over as a bare socket. */
export const answerConnect = (socket: Duplex): void => {
  socket.on('error', () => socket.destroy());
  socket.end(rawProblem(new AppError('method_not_allowed', 'CONNECT is not possible here.')));
};
