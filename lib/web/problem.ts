import { describeProblem } from '@/lib/domain/problem';
import { asAppError, type ProblemContext } from './as-app-error';
import { services } from './services';

/** Any error as problem+json. */
export const problemResponse = (error: unknown, about: ProblemContext, headers: Record<string, string> = {}): Response => {
  const problem = describeProblem(asAppError(error, about, services().log), about);
  return new Response(problem.body, { status: problem.status, headers: { ...problem.headers, ...headers } });
};
