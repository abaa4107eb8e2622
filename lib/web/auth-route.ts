import nextAuth from 'next-auth';
import { AppError } from '@/lib/domain/app-error';
import { authOptions } from './auth-options';
import { allMethods, guard, type Handler } from './route';

const actions = new Set(['csrf', 'providers', 'session', 'signin', 'signout', 'callback', 'error']);

type NextAuthHandler = (request: Request, context: { params: Promise<{ nextauth: string[] }> }, options: ReturnType<typeof authOptions>) => Promise<Response>;

/** next-auth as a route handler: what it knows goes through, what it does not know is a problem document and never its HTML. */
const handle: Handler = (request, context) =>
  guard(request, async () => {
    const { nextauth } = (await context.params) ?? {};
    const [action = '', provider, ...rest] = [nextauth ?? []].flat();
    const isKnown = actions.has(action) && rest.length === 0 && (provider === undefined || provider === 'credentials');
    if (!isKnown) throw new AppError('not_found', 'There is nothing at this address.');
    await checkBody(request.clone());
    const answer = nextAuth as unknown as NextAuthHandler;
    const response = await answer(request, { params: Promise.resolve({ nextauth: provider === undefined ? [action] : [action, provider] }) }, authOptions(request.headers));
    return isBare(response) ? Promise.reject(new AppError('bad_request', 'This cannot be asked in this way.')) : response;
  });

/** next-auth would fail on JSON that is broken or not an object. */
const checkBody = async (request: Request): Promise<void> => {
  if (request.method !== 'POST' || !request.headers.get('content-type')?.includes('application/json')) return;
  const body: unknown = await request.json().catch(() => {
    throw new AppError('malformed_json', 'The body is not JSON.');
  });
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw new AppError('invalid_input', 'The body must be a JSON object.');
};

/** An error in next-auth's own words: plain text or HTML. Its JSON answers and redirects pass. */
const isBare = (response: Response): boolean => response.status >= 400 && !response.headers.get('content-type')?.startsWith('application/json');

export const authHandlers = allMethods({ GET: handle, POST: handle });
