import { readNow } from '@/lib/adapters/clock';
import type { Actor, Ctx } from '@/lib/context';
import { localeFrom } from '@/lib/domain/locale';
import { requestIdFrom } from '@/lib/domain/request-id';
import { services } from './services';

/** What a caller may look at: never the body. `headers` are the request's. */
export type CallerRequest = { method: string; headers: Headers };

export const requestIdOf = (headers: Headers): string => requestIdFrom(headers.get('x-request-id'), Date.now());

/** The client's address, as the front door found it. */
export const addressOf = (headers: Headers): string => headers.get('x-tollgate-ip') ?? 'unknown';

/** A ctx for one request by `actor`, with the application's time, before anything is known of a workspace. */
export const baseCtx = async <A extends Actor>(actor: A, request: CallerRequest): Promise<Ctx<A>> => {
  const { database, stripe, stripeBrowser, catalog, password, mail, origin, log, clockMoves } = services();
  return {
    actor,
    workspaceId: null,
    now: await readNow(database.sql, clockMoves),
    locale: localeFrom(request.headers.get('accept-language')),
    requestId: requestIdOf(request.headers),
    db: database.db,
    sql: database.sql,
    stripe,
    stripeBrowser,
    catalog,
    password,
    mail,
    origin,
    log,
  };
};
