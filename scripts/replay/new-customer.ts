import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';

const cookiesOf = (response: Response): string => response.headers.getSetCookie().map((one) => one.split(';')[0]).join('; ');

const json = async <R>(response: Response): Promise<R> => {
  if (!response.ok) throw new Error(`${response.url} answered ${response.status}: ${(await response.text()).slice(0, 500)}`);
  return (await response.json()) as R;
};

/** A new customer of a running product, over HTTP only: signed up, on a plan that it bought at the Stripe sandbox, with a key. */
export const newCustomer = async (url: string, stripeUrl: string, plan: string): Promise<string> => {
  const account = { email: `replay-${randomUUID()}@example.test`, password: randomUUID() };
  const post = <R>(path: string, body: unknown, cookie = '') =>
    fetch(`${url}${path}`, { method: 'POST', headers: { 'content-type': 'application/json', origin: url, ...(cookie && { cookie }) }, body: JSON.stringify(body) }).then((response) => json<R>(response));
  await post('/api/v1/auth/sign-up', account);
  const csrf = await fetch(`${url}/api/auth/csrf`);
  const { csrfToken } = await json<{ csrfToken: string }>(csrf);
  const signedIn = await fetch(`${url}/api/auth/callback/credentials`, {
    method: 'POST', redirect: 'manual', headers: { cookie: cookiesOf(csrf), origin: url }, body: new URLSearchParams({ csrfToken, ...account, json: 'true' }),
  });
  const cookie = cookiesOf(signedIn);
  const { key } = await post<{ key: string }>('/api/v1/api-keys', { name: 'Replay', scopes: ['gateway', 'manage'] }, cookie);
  const { sessionId } = await post<{ sessionId: string }>('/api/v1/subscriptions/change', { plan, interval: 'month' }, cookie);
  for (const action of [`checkout/${sessionId}/complete`, 'flush']) {
    const done = await fetch(`${stripeUrl}/_sandbox/${action}`, { method: 'POST' });
    if (!done.ok) throw new Error(`The Stripe sandbox answered ${done.status} to ${action}: ${(await done.text()).slice(0, 500)}`);
  }
  for (const deadline = Date.now() + 60_000; Date.now() < deadline; await wait(200)) {
    const usage = await json<{ plan: { id: string } }>(await fetch(`${url}/api/v1/usage/current`, { headers: { authorization: `Bearer ${key}` } }));
    if (usage.plan.id === plan) return key;
  }
  throw new Error(`The plan "${plan}" was bought and did not come.`);
};
