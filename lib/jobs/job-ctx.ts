import { readNow } from '@/lib/adapters/clock';
import type { Ctx } from '@/lib/context';
import { newId } from '@/lib/domain/ids';
import { services } from '@/lib/web/services';

/** The ctx of one run of a job: the process's services and the application's time. */
export const jobCtx = async (job: string): Promise<Ctx> => {
  const { database, clockMoves, stripe, stripeBrowser, catalog, password, mail, origin, log } = services();
  const now = await readNow(database.sql, clockMoves);
  return {
    actor: { kind: 'job', job }, workspaceId: null, now, locale: 'en', requestId: newId('req', now.getTime()),
    db: database.db, sql: database.sql, stripe, stripeBrowser, catalog, password, mail, origin, log,
  };
};
