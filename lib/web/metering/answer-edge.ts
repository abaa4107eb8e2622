import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { json } from 'node:stream/consumers';
import { z } from 'zod';
import { env } from '@/lib/adapters/env';
import { log } from '@/lib/adapters/log';
import { meterQuestion } from '@/lib/domain/decision';
import type { NodeHandler } from '@/lib/web/front-door';
import { meter } from './meter';
import { ticketFor } from './ticket-for';

const questions = z.array(meterQuestion).min(1).max(500);

/**
 * The edge's only way to the database: a batch of questions in, decisions in the same order out, each admitted one with
 * its ticket. It is answered here, before Next, because the edge waits for it in every call, and at a door of its own.
 * Whoever does not know the internal secret gets to `next`.
 */
export const answeringEdge = (next: NodeHandler): NodeHandler => (request, response) =>
  request.method === 'POST' && request.url === '/api/internal/meter' && isTheEdge(request) ? answer(request, response) : next(request, response);

const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
  try {
    const asked = questions.parse(await json(request));
    const decisions = await meter().decide(asked);
    send(response, 200, decisions.map((decision, i) => ({ decision, ticket: decision.allowed && asked[i] ? ticketFor(asked[i], decision) : null })));
  } catch (error) {
    log.error({ err: error }, 'the meter could not answer the edge');
    send(response, 500, []);
  }
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
