import type { Page } from '@playwright/test';

type Product = { url: string };

const must = async (what: string, response: Awaited<ReturnType<Page['request']['get']>>): Promise<unknown> => {
  if (!response.ok()) throw new Error(`${what} answered ${response.status()}: ${await response.text()}`);
  return response.json();
};

/** A key of whoever is signed in on the page. */
export const makeKey = async (page: Page, { url }: Product, name: string): Promise<{ id: string; key: string }> =>
  (await must('The key', await page.request.post(`${url}/api/v1/api-keys`, { data: { name }, headers: { origin: url } }))) as { id: string; key: string };

/** Calls through the gateway with a key, one after the other. Answers the statuses. */
export const callGateway = async (page: Page, { url }: Product, key: string, count: number, path = 'v1/things'): Promise<number[]> => {
  const statuses: number[] = [];
  for (let i = 0; i < count; i += 1) statuses.push((await page.request.get(`${url}/gateway/${path}`, { headers: { authorization: `Bearer ${key}` } })).status());
  return statuses;
};

const put = async (page: Page, { url }: Product, path: string, data: object): Promise<void> => {
  await must(path, await page.request.put(`${url}/api/v1/${path}`, { data, headers: { origin: url } }));
};

/** Sets a limit of one's own over the API. */
export const putLimit = (page: Page, product: Product, limit: object): Promise<void> => put(page, product, 'limits', limit);

/** Sets over the API at how many percent of each meter's limits the workspace is told. */
export const putAlertRules = (page: Page, product: Product, rules: object[]): Promise<void> => put(page, product, 'alert-rules', { rules });
