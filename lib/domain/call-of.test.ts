import { expect, test } from 'vitest';
import { AppError } from '@/lib/domain/app-error';
import { callOf } from './call-of';

const headersOf = (given: Record<string, string>) => {
  const headers = new Headers({ authorization: 'Bearer k', ...given });
  const call = callOf({ method: 'POST', path: '/gateway/v1/generate', header: (name) => headers.get(name), headers }, 'req_1');
  return call instanceof AppError ? call : call.question.headers;
};
const many = (count: number, value: string) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`x-a${i}`, value]));

test('no number of other headers hides the one that makes a call dearer', () => {
  expect(headersOf({ ...many(100, '1'), 'x-quality': 'pro' })).toMatchObject({ 'x-quality': 'pro', 'x-a99': '1' });
});

test('more than the meter can be told of a call is refused', () => {
  expect(headersOf({ ...many(20, 'x'.repeat(256)), 'x-quality': 'pro' })).toMatchObject({ code: 'headers_too_large', status: 431 });
});

test('keys, our own headers and values too long to be weighed are not told', () => {
  expect(headersOf({ 'x-api-key': 'k', 'x-tollgate-ip': '1', 'x-request-id': 'r', cookie: 'c', 'x-long': 'x'.repeat(257), 'x-mine': 'yes' })).toEqual({ 'x-mine': 'yes' });
});

test('an idempotency key and a request id are never taken for each other', () => {
  const idOf = (requestId: string, key?: string) => {
    const headers = new Headers({ authorization: 'Bearer k', ...(key !== undefined && { 'idempotency-key': key }) });
    const call = callOf({ method: 'POST', path: '/gateway/v1/generate', header: (name) => headers.get(name), headers }, requestId);
    return call instanceof AppError ? call : call.question.requestId;
  };
  expect([idOf('req_1'), idOf('req_1', 'a'), idOf('idem:a')]).toEqual(['req_1', 'idem:a', 'own=idem:a']);
});
