import { describe, expect, it } from 'vitest';
import { isRequestId, requestIdFrom } from './request-id';

describe('a request id', () => {
  it.each(['a', 'A1._:-', 'x'.repeat(200)])('of a client is taken over: %j', (id) => {
    expect(requestIdFrom(id, 0)).toBe(id);
  });

  it.each(['', ' a', 'a\n', 'a/b', 'é', 'x'.repeat(201), null, undefined])('is ours where the client’s is %j', (id) => {
    expect(isRequestId(id)).toBe(false);
    expect(requestIdFrom(id, 0)).toMatch(/^req_/);
  });
});
