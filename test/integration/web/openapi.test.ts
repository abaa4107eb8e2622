import { readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import * as openApi from '@/app/api/v1/openapi.json/route';
import { routesDatabase, send } from '@/test/requests';

routesDatabase();
type Operation = { operationId: string; security: object[]; parameters?: { name: string; in: string; required: boolean }[]; requestBody?: { content: Record<string, { schema: unknown }> }; responses: object };
const read = async () => (await send(openApi, 'GET')).json as unknown as { openapi: string; paths: Record<string, Record<string, Operation>> };

it('describes every route under /api/v1, so that adding one without its description fails', async () => {
  const files = readdirSync('app/api/v1', { recursive: true, encoding: 'utf8' }).filter((name) => path.basename(name) === 'route.ts' && !name.startsWith('openapi.json'));
  const addresses = files.map((name) => `/api/v1/${path.dirname(name).replaceAll(/\[(\w+)\]/g, '{$1}')}`);
  const { openapi, paths } = await read();
  expect(openapi).toBe('3.1.0');
  expect(Object.keys(paths).sort()).toEqual(addresses.sort());
  for (const [address, operations] of Object.entries(paths)) expect(Object.keys(operations), address).not.toEqual([]);
});

it('gives every operation a name of its own, and every parameter of its path', async () => {
  const { paths } = await read();
  const operations = Object.entries(paths).flatMap(([address, one]) => Object.values(one).map((operation) => ({ address, ...operation })));
  expect(new Set(operations.map((one) => one.operationId)).size).toBe(operations.length);
  for (const { address, parameters = [] } of operations) {
    expect(parameters.filter((one) => one.in === 'path').map((one) => `{${one.name}}`)).toEqual(address.match(/\{\w+\}/g) ?? []);
  }
});

it('says what a body may hold as the route itself checks it', async () => {
  const { paths } = await read();
  expect(paths['/api/v1/api-keys']?.post).toMatchObject({
    operationId: 'postApiKeys', security: [{ session: [] }, { apiKey: [] }],
    requestBody: { required: true, content: { 'application/json': { schema: { required: ['name'], additionalProperties: false, properties: { name: { type: 'string', maxLength: 80 }, mode: { enum: ['live', 'test'], default: 'live' } } } } } },
    responses: { 201: {}, default: { content: { 'application/problem+json': {} } } },
  });
  expect(paths['/api/v1/api-keys/{id}/rotate']?.post?.parameters).toMatchObject([{ name: 'id', in: 'path', required: true }, { name: 'Idempotency-Key', in: 'header', required: false }]);
});
