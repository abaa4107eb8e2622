import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { api } from './api-client';

const fetched = vi.fn<typeof fetch>();

beforeEach(() => {
  fetched.mockReset().mockImplementation(() => Promise.resolve(Response.json({})));
  vi.stubGlobal('fetch', fetched);
  vi.stubGlobal('document', { querySelector: () => null });
});
afterEach(() => vi.unstubAllGlobals());

it('sends the name of a write with it, and none where there is none', async () => {
  await api.post('/api/v1/api-keys', { name: 'Server' }, { idempotencyKey: 'req_1' });
  await api.post('/api/v1/api-keys', { name: 'Server' });
  expect(fetched.mock.calls.map(([, init]) => new Headers(init?.headers).get('idempotency-key'))).toEqual(['req_1', null]);
});

it('says that no answer came, for a person to read', async () => {
  fetched.mockRejectedValue(new TypeError('Failed to fetch'));
  await expect(api.post('/api/v1/api-keys', {})).rejects.toMatchObject({ status: 0, message: 'The server cannot be reached. Check your connection and try again.' });
});
