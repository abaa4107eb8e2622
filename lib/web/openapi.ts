import { z } from 'zod';
import { anyone, operator, program, signedIn } from './callers';
import type { Call, Handler } from './route';

type JsonSchema = Record<string, unknown> & { properties?: Record<string, JsonSchema>; required?: string[] };
type Operation = Record<string, unknown>;

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

/** An OpenAPI 3.1 document of these routes, by path (`/api/v1/api-keys/{id}`), made from the schemas that parse their input. */
export const openApiDocument = (routes: Record<string, Record<string, unknown>>, origin: string) => ({
  openapi: '3.1.0',
  info: { title: 'Tollgate', version: '1', description: 'Errors are problem documents (RFC 9457) with a stable `code`. Times are RFC 3339 in UTC, money is integer minor units.' },
  servers: [{ url: origin }],
  paths: Object.fromEntries(Object.entries(routes).map(([path, handlers]) => [path, operationsOf(path, handlers)])),
  components: { securitySchemes, schemas: { Problem: problemSchema } },
});

const securitySchemes = {
  session: { type: 'apiKey', in: 'cookie', name: 'next-auth.session-token' },
  apiKey: { type: 'http', scheme: 'bearer', description: 'An API key with scope "manage".' },
  gatewayKey: { type: 'http', scheme: 'bearer', description: 'An API key with scope "gateway".' },
};

const problemSchema = {
  type: 'object',
  required: ['type', 'title', 'status', 'detail', 'instance', 'code', 'requestId'],
  properties: {
    type: { type: 'string' }, title: { type: 'string' }, status: { type: 'integer' }, detail: { type: 'string' }, instance: { type: 'string' }, code: { type: 'string' }, requestId: { type: 'string' },
    errors: { type: 'array', items: { type: 'object', required: ['pointer', 'message'], properties: { pointer: { type: 'string' }, message: { type: 'string' } } } },
  },
};

const idempotencyKey = {
  name: 'Idempotency-Key', in: 'header', required: false, schema: { type: 'string', minLength: 1, maxLength: 255 },
  description: 'The same key with the same input within a day answers what the first request answered, with `Idempotent-Replayed: true`.',
};

const operationsOf = (path: string, handlers: Record<string, unknown>): Record<string, Operation> =>
  Object.fromEntries(methods.flatMap((method) => {
    const described = (handlers[method] as Handler | undefined)?.described;
    return described ? [[method.toLowerCase(), operationOf(method, path, described)]] : [];
  }));

const operationOf = (method: string, path: string, call: Call): Operation => {
  const schema = z.toJSONSchema(call.input, { io: 'input', unrepresentable: 'any' }) as JsonSchema;
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '');
  const properties = Object.entries(schema.properties ?? {});
  const others = properties.filter(([name]) => !inPath.includes(name));
  const required = new Set(schema.required ?? []);
  const isQuery = method === 'GET' || method === 'DELETE';
  const parameters = [
    ...inPath.map((name) => ({ name, in: 'path', required: true, schema: schema.properties?.[name] ?? { type: 'string' } })),
    ...(isQuery ? others.map(([name, one]) => ({ name, in: 'query', required: required.has(name), schema: one })) : []),
    ...(method === 'GET' || call.caller === anyone ? [] : [idempotencyKey]),
  ];
  return {
    operationId: operationId(method, path),
    security: securityOf(call),
    ...(parameters.length > 0 && { parameters }),
    ...(!isQuery && others.length > 0 && { requestBody: bodyOf(Object.fromEntries(others), [...required].filter((name) => !inPath.includes(name))) }),
    responses: {
      [String(call.status)]: { description: call.status === 204 ? 'Done; there is nothing to say.' : 'Done.' },
      default: { description: 'Why not.', content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } } },
    },
  };
};

const bodyOf = (properties: Record<string, JsonSchema>, required: string[]) => ({
  required: required.length > 0,
  content: { 'application/json': { schema: { type: 'object', properties, ...(required.length > 0 && { required }), additionalProperties: false } } },
});

/** `POST /api/v1/api-keys/{id}/rotate` -> `postApiKeysIdRotate`. */
const operationId = (method: string, path: string): string =>
  method.toLowerCase() + path.replace('/api/v1', '').replace(/[^A-Za-z0-9]+(\w?)/g, (_, letter: string) => letter.toUpperCase());

const securityOf = ({ caller }: Call): Record<string, string[]>[] => {
  if (caller === anyone) return [{}, { session: [] }, { apiKey: [] }];
  if (caller === program) return [{ gatewayKey: [] }];
  if (caller === operator || caller === signedIn) return [{ session: [] }];
  return [{ session: [] }, { apiKey: [] }];
};
