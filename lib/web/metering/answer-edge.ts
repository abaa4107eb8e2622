import { timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { env } from '@/lib/adapters/env';
import { meterQuestion } from '@/lib/domain/decision';
import { AppError } from '@/lib/domain/app-error';
import { requestIdOf } from '@/lib/web/base-ctx';
import { problemResponse } from '@/lib/web/problem';
import { meter } from './meter';

const questions = z.array(meterQuestion).min(1).max(500);

/** The edge's only way to the database: a batch of questions in, decisions in the same order out. Anyone else gets 404. */
export const answerEdge = async (request: Request): Promise<Response> => {
  try {
    if (!isTheEdge(request)) throw new AppError('not_found', 'There is nothing here.');
    const { decide, instance } = meter();
    const decisions = await decide(questions.parse(await request.json()));
    return Response.json({ decisions, instance });
  } catch (error) {
    return problemResponse(error, { requestId: requestIdOf(request.headers), instance: new URL(request.url).pathname });
  }
};

const isTheEdge = (request: Request): boolean => {
  const given = Buffer.from(request.headers.get('authorization') ?? '');
  const wanted = Buffer.from(`Bearer ${env().INTERNAL_SECRET}`);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
};
