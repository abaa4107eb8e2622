import { readdirSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { makeApiKey, makeMember, makeWorkspace } from '@/test/harness';
import { routesDatabase, send, signedInAs, type Sent } from '@/test/requests';
import { writeLedger } from '@/test/integration/usage/ledger';

const database = routesDatabase();
type Handlers = Record<string, unknown>;

/** What each route under /usage needs to answer. One that is not listed fails. */
const queries: Record<string, string[]> = {
  breakdown: ['by=operation', 'by=provider', 'by=model', 'by=key', 'by=member', 'by=status'], calls: [''], current: [''], export: ['format=csv', 'format=ndjson'],
  history: ['granularity=hour&from=2026-01-01T00:00:00Z&to=2026-01-02T00:00:00Z', 'granularity=day', 'granularity=month'], trends: ['months=3&metric=cost', 'months=6&metric=calls', 'months=12&metric=tokens', ''],
};
const wrong: Record<string, string[]> = {
  breakdown: ['', 'by=colour', 'by=operation&meter=parsecs'], export: ['format=xlsx', 'meter=calls', 'from=2026-02-01T00:00:00Z&to=2026-01-01T00:00:00Z'], trends: ['months=4', 'months=many', 'metric=money', 'months=3.5', 'colour=red'], history: ['granularity=century'],
  calls: ['limit=0'], current: ['x=1'],
};
/** What programs send is held by `program-routes.test.ts`. */
const routes = readdirSync('app/api/v1/usage').filter((name) => name !== 'events');
const cases = routes.flatMap((name) => (queries[name] ?? ['not listed in this test']).map((query) => ({ name, query })));
const handlersOf = (name: string) => import(path.resolve(`app/api/v1/usage/${name}/route.ts`)) as Promise<Handlers>;

const who: Record<string, Sent> = {};
let requestId: string;

beforeAll(async () => {
  const workspace = await makeWorkspace(database.it);
  const other = await makeWorkspace(database.it);
  requestId = `of-${workspace.id}`;
  await writeLedger(database.it, workspace.id, [{ at: new Date(Date.now() - 60_000), requestId, operation: 'search', provider: 'provider-of-the-first', model: 'model-of-the-first', costMicros: 7 }]);
  for (const role of ['admin', 'billing', 'member'] as const) who[role] = { cookie: await signedInAs(database.it, (await makeMember(database.it, workspace.id, role)).id, workspace.id) };
  who.owner = { cookie: await signedInAs(database.it, workspace.owner.id, workspace.id) };
  who['a manage key'] = { key: (await makeApiKey(database.it, workspace.id, ['manage'])).key };
  who['a gateway key'] = { key: (await makeApiKey(database.it, workspace.id, ['gateway'])).key };
  who.stranger = { cookie: await signedInAs(database.it, other.owner.id, other.id) };
  who.nobody = {};
});

const ask = async (name: string, query: string, sent: Sent | undefined) => {
  const handlers = await handlersOf(name);
  const request = new Request(`http://localhost:3000/api/v1/usage/${name}?${query}`, { headers: { 'x-tollgate-ip': '192.0.2.1', ...(sent?.cookie && { cookie: sent.cookie }), ...(sent?.key && { authorization: `Bearer ${sent.key}` }) } });
  const response = await (handlers.GET as (request: Request, context: object) => Promise<Response>)(request, { params: Promise.resolve(undefined) });
  return { status: response.status, text: await response.text(), cache: response.headers.get('cache-control') };
};

describe.each(cases)('usage/$name?$query', ({ name, query }) => {
  it.each(['owner', 'admin', 'billing', 'member', 'a manage key'])('answers %s of the workspace', async (caller) => {
    const { status, cache } = await ask(name, query, who[caller]);
    expect([status, cache]).toEqual([200, 'private, no-store']);
  });

  it('refuses nobody with 401 and a key without the scope with 403', async () => {
    expect((await ask(name, query, who.nobody)).status).toBe(401);
    expect((await ask(name, query, who['a gateway key'])).status).toBe(403);
  });

  it('says nothing of the workspace to the owner of another', async () => {
    const { status, text } = await ask(name, query, who.stranger);
    expect(status).toBe(200);
    for (const secret of [requestId, 'provider-of-the-first', 'model-of-the-first', '"costMicros":7', ',7,']) expect(text).not.toContain(secret);
  });
});

describe.each(routes)('usage/%s', (name) => {
  it('refuses what it does not know with 422 that points to it', async () => {
    const handlers = await handlersOf(name);
    for (const query of wrong[name] ?? []) {
      const answer = await send(handlers, 'GET', { ...who.owner, query });
      expect([answer.status, answer.json.code], query).toEqual([422, 'invalid_input']);
    }
  });
});
