import type { z } from 'zod';
import { AppError, type FieldError } from '@/lib/domain/app-error';
import { escapePointer } from './read-input';

/** What was sent, as the schema has it. @throws AppError that names each wrong field. */
export const parseInput = <S extends z.ZodType>(schema: S, input: unknown, method: string): z.output<S> => {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const isQuery = method === 'GET' || method === 'HEAD' || method === 'DELETE';
  throw new AppError('invalid_input', 'Some of what was sent is not right. See "errors".', { errors: parsed.error.issues.flatMap((issue) => fieldErrors(issue, isQuery)) });
};

const fieldErrors = (issue: z.core.$ZodIssue, isQuery: boolean): FieldError[] => {
  const pointer = (path: readonly PropertyKey[]) => (isQuery ? `?${path.join('.')}` : path.map((part) => `/${escapePointer(String(part))}`).join(''));
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => ({ pointer: pointer([...issue.path, key]), message: 'is not a known field' }));
  return [{ pointer: pointer(issue.path), message: issue.message }];
};
