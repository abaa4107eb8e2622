import type { Actor, Ctx, Role, WorkspaceCtx } from '@/lib/context';
import { AppError } from '@/lib/domain/app-error';
import { workspaceHeader } from '@/lib/domain/workspace-header';
import { findApiKey } from '@/lib/services/api-keys/find-api-key';
import { findSession } from '@/lib/services/identity/find-session';
import { adminRoles, anyRole, billingRoles, requireRole } from '@/lib/services/identity/require-role';
import { addressOf, baseCtx, type CallerRequest } from './base-ctx';
import { checkSameOrigin } from './same-origin';
import { sessionIdFrom } from './session-cookie';

/** Turns a request into the ctx of who sent it, or throws why not. */
export type Caller<C extends Ctx = Ctx> = (request: CallerRequest) => Promise<C>;

/** Everybody. With a session or a `manage` key the ctx is that workspace's, so that a public page can say "your plan". */
export const anyone: Caller = async (request) => (await byKey(request)) ?? (await bySession(request)) ?? anonymous(request);

/** Whoever belongs to the workspace: a session, or an API key with scope `manage`. 409 `workspace_changed` for a page that shows another than the session's. */
export const member: Caller<WorkspaceCtx> = (request) => inWorkspace(request, anyRole);

/** Owners and admins, and keys with scope `manage`. */
export const admin: Caller<WorkspaceCtx> = (request) => inWorkspace(request, adminRoles);

/** Who may see and move money: owner, admin, billing, and keys with scope `manage`. */
export const billing: Caller<WorkspaceCtx> = (request) => inWorkspace(request, billingRoles);

/** Staff of the company that runs Tollgate, by session only. */
export const operator: Caller<Ctx<Extract<Actor, { kind: 'operator' }>>> = async (request) => {
  const ctx = await anonymous(request);
  const session = await sessionOf(ctx, request);
  if (!session) throw notSignedIn();
  if (!session.isOperator) throw new AppError('forbidden', 'This is for operators.');
  checkSameOrigin(request);
  return { ...ctx, actor: { kind: 'operator', userId: session.userId, sessionId: session.sessionId, ip: addressOf(request.headers) } };
};

/** Somebody who is signed in, in a workspace or not: for what concerns only their own session. */
export const signedIn: Caller = async (request) => {
  const ctx = await bySession(request);
  if (!ctx) throw notSignedIn();
  return ctx;
};

/** Programs with a key of scope `gateway`. The meter reads the key by itself, in the statement that decides: there is no ctx of it. */
export const program: Caller = () => Promise.reject(new Error('the meter reads the keys of programs by itself'));

const notSignedIn = () => new AppError('unauthenticated', 'Sign in, or send an API key with scope "manage".');

const anonymous = (request: CallerRequest) =>
  baseCtx({ kind: 'anonymous', ip: addressOf(request.headers), userAgent: request.headers.get('user-agent') ?? '' }, request);

const inWorkspace = async (request: CallerRequest, allowed: readonly Role[]): Promise<WorkspaceCtx> => {
  const ctx: Ctx | null = (await byKey(request)) ?? asItsPageShows(request, await bySession(request));
  if (!ctx) throw notSignedIn();
  requireRole(ctx, allowed);
  return ctx;
};

const sessionOf = async (ctx: Ctx, request: CallerRequest) => {
  const sessionId = await sessionIdFrom(request.headers);
  return sessionId === null ? null : findSession(ctx, sessionId);
};

const bySession = async (request: CallerRequest): Promise<Ctx | null> => {
  const ctx = await anonymous(request);
  const session = await sessionOf(ctx, request);
  if (!session) return null;
  checkSameOrigin(request);
  const actor = { kind: 'member', userId: session.userId, sessionId: session.sessionId, role: session.membership?.role ?? 'member', ip: addressOf(request.headers) } as const;
  return { ...ctx, actor, workspaceId: session.membership?.workspaceId ?? null };
};

/** Another tab may have moved the session since the page was rendered; what is pressed there is not meant for where it is now. */
const asItsPageShows = (request: CallerRequest, ctx: Ctx | null): Ctx | null => {
  const shown = request.headers.get(workspaceHeader);
  if (shown !== null && ctx && ctx.workspaceId !== null && shown !== ctx.workspaceId) {
    throw new AppError('workspace_changed', 'You have switched to another workspace since this page was loaded. Nothing was done; load the page again.');
  }
  return ctx;
};

const byKey = async (request: CallerRequest): Promise<Ctx | null> => {
  const key = /^Bearer +(\S+)$/i.exec(request.headers.get('authorization') ?? '')?.[1];
  if (key === undefined) return null;
  const ctx = await anonymous(request);
  const found = await findApiKey(ctx, key);
  if (!found.scopes.includes('manage')) throw new AppError('insufficient_scope', 'This API key calls the gateway only. Use one with scope "manage".');
  return { ...ctx, actor: { kind: 'apiKey', keyId: found.keyId, scopes: found.scopes, ip: addressOf(request.headers) }, workspaceId: found.workspaceId };
};
