import pg from 'pg';

export type Customer = { cookie: string; email: string; key: string; keyId: string; workspaceId: string };

let made = 0;

const cookiesOf = (response: Response): string => response.headers.getSetCookie().map((one) => one.split(';')[0]).join('; ');

const must = async <R>(response: Response): Promise<R> => {
  if (!response.ok) throw new Error(`${response.url} answered ${response.status}: ${await response.text()}`);
  return (await response.json()) as R;
};

/** A new customer of a running product, over HTTP only: signed up, signed in, with a key that has both scopes. */
export const newCustomer = async (url: string): Promise<Customer> => {
  made += 1;
  const email = `load-${process.pid}-${Date.now().toString(36)}-${made}@example.test`;
  const password = 'a password for tests';
  const post = (path: string, body: unknown, cookie = '') =>
    fetch(`${url}${path}`, { method: 'POST', headers: { 'content-type': 'application/json', origin: url, ...(cookie && { cookie }) }, body: JSON.stringify(body) });
  await must(await post('/api/v1/auth/sign-up', { email, password }));
  const csrf = await fetch(`${url}/api/auth/csrf`);
  const { csrfToken } = await must<{ csrfToken: string }>(csrf);
  const signedIn = await fetch(`${url}/api/auth/callback/credentials`, {
    method: 'POST', redirect: 'manual', headers: { cookie: cookiesOf(csrf), origin: url }, body: new URLSearchParams({ csrfToken, email, password, json: 'true' }),
  });
  const cookie = cookiesOf(signedIn);
  const { workspace } = await must<{ workspace: { id: string } }>(await fetch(`${url}/api/v1/me`, { headers: { cookie } }));
  const { key, id } = await must<{ key: string; id: string }>(await post('/api/v1/api-keys', { name: 'Load', scopes: ['gateway', 'manage'] }, cookie));
  return { cookie, email, key, keyId: id, workspaceId: workspace.id };
};

/** Puts a workspace on a plan without paying, as an operator's database console could. For tests that are not about buying. */
export const putOnPlan = async (databaseUrl: string, workspaceId: string, plan: string): Promise<void> => {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query(`UPDATE workspaces SET plan_version_id = (SELECT v.id FROM plan_versions v JOIN plan_versions own ON own.id = workspaces.plan_version_id AND own.catalog = v.catalog
    WHERE v.plan = $2 ORDER BY v.version DESC LIMIT 1) WHERE id = $1`, [workspaceId, plan]);
  await client.end();
};
