import { headers } from 'next/headers';
import { notFound, redirect } from 'next/navigation';
import { cache } from 'react';
import type { Ctx, WorkspaceCtx } from '@/lib/context';
import { AppError } from '@/lib/domain/app-error';
import { anyone, operator } from './callers';

/** Everybody's ctx in a server component; with a session it is that of the session's workspace. One look-up per render. */
export const visitor = cache(async (): Promise<Ctx & { signedIn: boolean }> => {
  const ctx = await anyone(await pageRequest());
  return { ...ctx, signedIn: ctx.actor.kind === 'member' && ctx.workspaceId !== null };
});

/** The ctx of a signed-in member; everybody else is sent to sign in and comes back. */
export const memberPage = async (): Promise<WorkspaceCtx> => {
  const ctx = await visitor();
  if (ctx.signedIn && ctx.workspaceId !== null) return { ...ctx, workspaceId: ctx.workspaceId };
  redirect(`/sign-in?next=${encodeURIComponent(await pagePath())}`);
};

/** The ctx of an operator. To anybody else the page does not exist. */
export const operatorPage = async () => {
  const request = await pageRequest();
  try {
    return await operator(request);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    if (error.code === 'forbidden') notFound();
  }
  redirect(`/sign-in?next=${encodeURIComponent(await pagePath())}`);
};

/** What a verb found, for a page about one thing: what is not there, or not theirs, is the page's 404. */
export const found = async <R>(result: Promise<R>): Promise<R> => {
  try {
    return await result;
  } catch (error) {
    if (error instanceof AppError && error.code === 'not_found') notFound();
    throw error;
  }
};

/** A page is read with the browser's cookie only: an API key opens no page. */
const pageRequest = async () => {
  const sent = new Headers(await headers());
  sent.delete('authorization');
  return { method: 'GET', headers: sent };
};

/** The path and query that the browser asked for, as the front door noted it. */
const pagePath = async (): Promise<string> => {
  const url = new URL((await headers()).get('x-tollgate-path') ?? '/', 'http://page');
  url.searchParams.delete('_rsc');
  return url.pathname + url.search;
};
