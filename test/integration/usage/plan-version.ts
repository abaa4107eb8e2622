import type { Database } from '@/lib/adapters/db';
import type { Window } from '@/lib/domain/catalog';
import { newId } from '@/lib/domain/ids';
import { makeApiKey, makeWorkspace } from '@/test/harness';

export type Granted = {
  meter: string; window: Window; limit: number | null; isShadow?: boolean; usesPacks?: boolean; rollover?: number;
  /** The price of units beyond it, which makes the limit soft. */
  overage?: { per: number; minor: number };
};

/** A version of a plan that grants exactly this. Answers its id. */
export const makePlanVersion = async (database: Database, catalog: string, granted: Granted[]): Promise<string> => {
  const id = newId('pv', Date.now());
  await database.db.planVersion.create({ data: { id, catalog, plan: id, version: 1, fingerprint: id, body: { limits: {} }, features: [], createdAt: new Date() } });
  await database.db.entitlement.createMany({
    data: granted.map(({ meter, window, limit, isShadow, usesPacks, rollover, overage }) => ({
      planVersionId: id, meter, window, limit, whenUnavailable: 'refuse', isShadow: isShadow ?? false, usesPacks: usesPacks ?? false, isSoft: overage !== undefined, rollover: rollover ?? null,
      overagePer: overage?.per ?? null, overageMinor: overage?.minor ?? null,
    })),
  });
  return id;
};

/** A workspace whose plan grants exactly this, with a key. */
export const onPlan = async (database: Database, catalog: string, granted: Granted[], anchor?: Date) => {
  const workspace = await makeWorkspace(database, { catalog, ...(anchor && { anchor }) });
  await database.db.workspace.update({ where: { id: workspace.id }, data: { planVersionId: await makePlanVersion(database, catalog, granted) } });
  const key = await makeApiKey(database, workspace.id);
  return { workspace, workspaceId: workspace.id, keyId: key.id, key: key.key };
};
