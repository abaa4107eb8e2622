import pg from 'pg';
import { loadCatalog } from '@/lib/catalogs/load-catalog';
import type { MeterQuestion } from '@/lib/domain/decision';
import { newId } from '@/lib/domain/ids';
import { consume, resolveCalls } from '@/lib/services/usage/consume';
import { median } from './measure';
import { processorMs } from './world/processor';
import type { Tenant, World } from './world/world';

export type StatementCost = { size: number; workspaces: number; medianMs: number; serverMicrosPerCall: number };

const questionFor = ({ keyHash }: Tenant): MeterQuestion => ({
  keyHash, requestId: newId('req', Date.now()), isClientRequestId: false, method: 'GET', path: '/v1/ping', headers: {},
});

/** What one statement of the meter costs, by how many calls it decides: the wait for its commit, and the server's own time per call. */
export const measureStatement = async (world: World, size: number, workspaces: number, seconds: number): Promise<StatementCost> => {
  const sql = new pg.Pool({ connectionString: world.databaseUrl, max: 1 });
  const catalog = loadCatalog('default');
  const { rows } = await sql.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
  const pid = rows[0]?.pid ?? 0;
  const once = async () => {
    const questions = Array.from({ length: size }, (_, i) => questionFor(world.tenants[i % workspaces] as Tenant));
    const beganMs = performance.now();
    const decisions = await consume({ sql }, resolveCalls({ catalog, now: new Date() }, questions));
    if (!decisions.every((one) => one.allowed)) throw new Error(`refused: ${JSON.stringify(decisions.find((one) => !one.allowed))}`);
    return performance.now() - beganMs;
  };
  for (let i = 0; i < 20; i += 1) await once();
  const took: number[] = [];
  const processorBefore = processorMs(pid);
  const endMs = performance.now() + seconds * 1_000;
  while (performance.now() < endMs) took.push(await once());
  const serverMicrosPerCall = ((processorMs(pid) - processorBefore) * 1_000) / (took.length * size);
  await sql.end();
  return { size, workspaces, medianMs: median(took), serverMicrosPerCall };
};
