import { timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { env } from '@/lib/adapters/env';
import { meterQuestion } from '@/lib/domain/decision';
import { AppError } from '@/lib/domain/app-error';
import { requestIdOf } from '@/lib/web/base-ctx';
import { problemResponse } from '@/lib/web/problem';
import { meter } from './meter';
import { ticketFor } from './ticket-for';

const questions = z.array(meterQuestion).min(1).max(500);

/** The edge's only way to the database: a batch of questions in, decisions in the same order out, each admitted one with its ticket. Anyone else gets 404. */
export const answerEdge = async (request: Request): Promise<Response> => {
  try {
    if (!isTheEdge(request)) throw new AppError('not_found', 'There is nothing here.');
    const asked = questions.parse(await request.json());
    const decisions = await meter().decide(asked);
    return Response.json(decisions.map((decision, i) => ({ decision, ticket: decision.allowed && asked[i] ? ticketFor(asked[i], decision) : null })));
  } catch (error) {
    return problemResponse(error, { requestId: requestIdOf(request.headers), instance: new URL(request.url).pathname });
  }
};

const isTheEdge = (request: Request): boolean => {
  const given = Buffer.from(request.headers.get('authorization') ?? '');
  const wanted = Buffer.from(`Bearer ${env().INTERNAL_SECRET}`);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
};
