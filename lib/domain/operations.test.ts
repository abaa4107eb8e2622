import { describe, expect, it } from 'vitest';
import { defaultCatalog } from '@/lib/catalogs/default';
import type { Catalog } from './catalog';
import { bodyFieldsFinder, operationResolver, parseRoute, weighedBodies } from './operations';

const operation = (match: string | string[], more = {}) => ({ name: { en: 'x' }, match, weights: { calls: 1 }, ...more });
const catalog: Catalog = {
  ...defaultCatalog,
  operations: {
    rest: operation('ANY /*'),
    item: operation('GET /items/:id'),
    special: operation('GET /items/special'),
    anyItem: operation('ANY /items/:id'),
    below: operation('GET /items/*'),
    start: operation(['POST /start', 'POST /trace/start'], { weights: { calls: 1, credits: 3 }, multiply: [{ header: 'x-quality', equals: 'pro', by: 2 }, { header: 'x-turbo', equals: 'on', by: 5 }], feature: 'images' }),
  },
};
const resolve = operationResolver(catalog);
const operationOf = (method: string, path: string) => resolve({ method, path, headers: {} })?.operation;

describe('a call’s operation', () => {
  it.each([
    ['GET', '/items/special', 'special'], ['GET', '/items/7', 'item'], ['POST', '/items/7', 'anyItem'], ['GET', '/items/7/parts', 'below'], ['GET', '/items', 'below'], ['POST', '/start', 'start'], ['POST', '/trace/start', 'start'],
    ['GET', '/start', 'rest'], ['GET', '/', 'rest'], ['PATCH', '/a/b/c', 'rest'], ['GET', '/items/7/', 'item'], ['HEAD', '/items/special', 'special'],
  ])('%s %s is %s: the most specific pattern wins, whatever the order', (method, path, id) => {
    expect(operationOf(method, path)).toBe(id);
  });

  it.each(['/START', '/st%61rt', '/trace%2Fstart', '/trace%2fst%61rt', '/start;x=1', '/trace;a/start;b', '/start%3Bx', '/start/;x'])('POST %s is no other operation than the one that a server may read it as', (path) => {
    expect(operationOf('POST', path)).toBe('start');
  });

  it('leaves an escaped slash inside a parameter', () => {
    expect(operationOf('GET', '/items/a%2Fb')).toBe('item');
    expect(operationOf('GET', '/items/%')).toBe('item');
  });

  it('is null where no pattern matches', () => {
    const only = operationResolver({ ...catalog, operations: { one: operation('GET /one') } });
    expect(only({ method: 'GET', path: '/two', headers: {} })).toBeNull();
    expect(only({ method: 'POST', path: '/one', headers: {} })).toBeNull();
  });

  it('multiplies every weight by each header that says so, without regard to case', () => {
    const call = (headers: Record<string, string>) => resolve({ method: 'POST', path: '/start', headers });
    expect(call({})).toEqual({ operation: 'start', weights: { calls: 1, credits: 3 }, hold: {}, measured: [], feature: 'images' });
    expect(call({ 'x-quality': 'PRO' })?.weights).toEqual({ calls: 2, credits: 6 });
    expect(call({ 'x-quality': 'pro', 'x-turbo': 'on' })?.weights).toEqual({ calls: 10, credits: 30 });
    expect(call({ 'x-quality': 'pro ' })?.weights).toEqual({ calls: 1, credits: 3 });
  });

  it('multiplies only the meters that a multiplier names', () => {
    const only = operationResolver({ ...catalog, operations: { one: { name: { en: 'One' }, match: 'POST /one', weights: { calls: 1, credits: 3 }, multiply: [{ header: 'x-quality', equals: 'pro', by: 2, meters: ['credits'] }] } } });
    expect(only({ method: 'POST', path: '/one', headers: { 'x-quality': 'pro' } })?.weights).toEqual({ calls: 1, credits: 6 });
  });

  const weighing: Catalog = {
    ...catalog,
    operations: {
      render: operation('POST /render/:id', { weights: { calls: 1 }, hold: { credits: 4 }, multiply: [{ body: 'options.quality', equals: 'pro', by: 3 }, { header: 'x-turbo', equals: 'on', by: 2, meters: ['credits'] }] }),
      chat: operation('POST /chat', { model: { provider: 'acme', shape: 'openai', tokens: 'credits' } }),
      list: operation('GET /render/:id'),
    },
  };

  it('multiplies weights and what is held by a field of the body, and takes a body that nobody read for the dearest', () => {
    const call = (fields?: Record<string, string>, headers: Record<string, string> = {}) => operationResolver(weighing)({ method: 'POST', path: '/render/7', headers, fields });
    expect(call({})).toMatchObject({ weights: { calls: 1 }, hold: { credits: 4 }, measured: ['credits'] });
    expect(call({ 'options.quality': 'Pro' })).toMatchObject({ weights: { calls: 3 }, hold: { credits: 12 } });
    expect(call({ 'options.quality': 'pro' }, { 'x-turbo': 'on' })).toMatchObject({ weights: { calls: 3 }, hold: { credits: 24 } });
    expect(call()).toMatchObject({ weights: { calls: 3 }, hold: { credits: 12 } });
  });

  it('names the meters that are known only afterwards', () => {
    expect(operationResolver(weighing)({ method: 'POST', path: '/chat', headers: {} })).toMatchObject({ weights: { calls: 1 }, hold: {}, measured: ['credits'] });
  });

  it('has fields of the body to read only where its operation weighs some', () => {
    const bodies = weighedBodies(weighing);
    const find = bodyFieldsFinder(bodies ?? {});
    expect([find('POST', '/render/7'), find('POST', '/RENDER/7;x'), find('GET', '/render/7'), find('POST', '/chat'), find('POST', '/none')]).toEqual([['options.quality'], ['options.quality'], [], [], []]);
    expect(weighedBodies(catalog)).toBeNull();
  });

  it.each(['GET', '/x', 'get /x', 'FETCH /x', 'GET x', 'GET  /x', 'GET /x y', ''])('is not described by %j', (pattern) => {
    expect(() => parseRoute(pattern, 'x', operation(pattern))).toThrow('METHOD /path');
  });
});
