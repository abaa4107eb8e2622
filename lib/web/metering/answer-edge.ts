import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { json } from 'node:stream/consumers';
import { z } from 'zod';
import { env } from '@/lib/adapters/env';
import { log } from '@/lib/adapters/log';
import { meterQuestion, type MeterQuestion } from '@/lib/domain/decision';
import { meter } from './meter';
import { ticketFor } from './ticket-for';

const questions = z.array(meterQuestion).min(1).max(500);

/**
 * The edge's only way to the database: a batch of questions in, decisions in the same order out, each admitted one with
 * its ticket and whose call it is. It listens on a port of its own that only this machine reaches; who does not know the internal secret gets 404.
 */
export const answerEdge = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
  if (request.method === 'POST' && request.url === '/api/internal/meter' && isTheEdge(request)) await answer(request, response);
  else response.writeHead(404).end();
};

const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
  try {
    const asked = questions.parse(await json(request));
    send(response, 200, await Promise.all(asked.map(answerTo)));
  } catch (error) {
    log.error({ err: error }, 'the meter could not answer the edge');
    send(response, 500, []);
  }
};

const answerTo = async (question: MeterQuestion): Promise<unknown> => {
  const decision = await meter().decide(question);
  return decision.allowed ? { ticket: ticketFor(question, decision), workspaceId: decision.workspaceId } : { refused: decision };
};

const send = (response: ServerResponse, status: number, body: unknown): void => {
  const text = JSON.stringify(body);
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }).end(text);
};

const isTheEdge = (request: IncomingMessage): boolean => {
  const given = Buffer.from(request.headers.authorization ?? '');
  const wanted = Buffer.from(`Bearer ${env().INTERNAL_SECRET}`);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
};
