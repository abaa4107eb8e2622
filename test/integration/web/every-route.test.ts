import { readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { routesDatabase, send } from '@/test/requests';

routesDatabase();
const files = readdirSync('app/api', { recursive: true, encoding: 'utf8' }).filter((name) => path.basename(name) === 'route.ts').map((name) => `app/api/${name}`).sort();
const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

describe.each(files)('%s', (file) => {
  it('exports a handler for every method, so that none is answered by the framework', async () => {
    const handlers = (await import(path.resolve(file))) as Record<string, unknown>;
    for (const method of methods) expect(handlers[method], method).toBeTypeOf('function');
  });
});

describe.each(files.filter((file) => file.startsWith('app/api/v1/') && !file.includes('openapi')))('%s', (file) => {
  it('answers methods it does not know with 405, a problem document and Allow', async () => {
    const handlers = (await import(path.resolve(file))) as Record<string, unknown>;
    const allow = (await send(handlers, 'OPTIONS')).headers.get('allow')?.split(', ') ?? [];
    const unknown = methods.filter((method) => !allow.includes(method));
    expect(allow.filter((method) => method !== 'OPTIONS')).not.toEqual([]);
    for (const method of unknown) {
      const answer = await send(handlers, method);
      expect([answer.status, answer.json.code, answer.headers.get('allow')]).toEqual([405, 'method_not_allowed', allow.join(', ')]);
    }
  });
});

it('there are routes to look at', () => {
  expect(files.length).toBeGreaterThan(5);
});
