import { readdirSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { makeWorkspace } from '@/test/harness';
import { routesDatabase, send, signedInAs, type Sent } from '@/test/requests';

const database = routesDatabase();
const files = [...readdirSync('app/api/v1/meter').map((name) => `app/api/v1/meter/${name}/route.ts`), 'app/api/v1/usage/events/route.ts'];
let owner: Sent;

beforeAll(async () => {
  const workspace = await makeWorkspace(database.it);
  owner = { cookie: await signedInAs(database.it, workspace.owner.id, workspace.id) };
});

describe.each(files)('%s', (file) => {
  const ask = async (sent: Sent) => send((await import(path.resolve(file))) as Record<string, unknown>, 'POST', { body: {}, ...sent });

  it('is for programs with a key: a session alone, nobody and what is no key of ours are refused', async () => {
    for (const sent of [owner, {}, { key: 'tg_live_nothing' }, { key: 'x' }]) expect((await ask(sent)).status, JSON.stringify(sent)).toBe(401);
  });
});
