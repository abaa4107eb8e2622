import type { Page } from '@playwright/test';
import pg from 'pg';
import { cards } from './card-fields';
import { newPerson, signIn, signUp, test as base, type Person } from './product';
import { subscriptionOf } from './subscriber';
import { runProduct, type Product, type Running } from '@/scripts/run-product';

/** Journeys with a product of their own, because time is moved in it. One for all tests of a file: each uses its own workspace. */
export const movingTime = (catalog: string) =>
  base.extend<object, { ownProduct: Product }>({
    ownProduct: [
      async ({}, use) => {
        const product = await runProduct({ env: { CATALOG: catalog } });
        await use(product);
        await product.stop();
      },
      { scope: 'worker', timeout: 300_000 },
    ],
    product: async ({ ownProduct }, use) => use(ownProduct),
  });

/** The one product of all files that use this: each leaves time further on than it found it. */
export const timeTest = movingTime('default');

/** What only the sandbox can do: `/_sandbox/<path>`. */
export const control = async (page: Page, product: Running, path: string, data: object): Promise<void> => {
  const answer = await page.request.post(`${product.stripeUrl}/_sandbox/${path}`, { data });
  if (!answer.ok()) throw new Error(`${path} answered ${answer.status()}: ${await answer.text()}`);
};

/** The product's own time. */
export const timeOf = async (page: Page, product: Running): Promise<number> => {
  const { asOf } = (await (await page.request.get(`${product.url}/api/v1/usage/current`)).json()) as { asOf: string };
  return Date.parse(asOf);
};

/** Moves the one clock, waits until all of Stripe's events are applied, and signs in again: sessions end meanwhile. */
export const advance = async (page: Page, product: Running, person: Person, seconds: number): Promise<void> => {
  // A page that is open would ask on with the session that ends.
  await page.goto('about:blank');
  await control(page, product, 'time/advance', { seconds });
  await control(page, product, 'flush', {});
  await signIn(page.request, product, person);
};

export const advanceTo = async (page: Page, product: Running, person: Person, instant: number): Promise<void> =>
  advance(page, product, person, Math.ceil((instant - (await timeOf(page, product))) / 1_000));

/** Two hours into the next period: a renewal is charged one hour after it began. */
export const afterThePeriod = async (page: Page, product: Running, person: Person): Promise<void> =>
  advanceTo(page, product, person, Date.parse((await subscriptionOf(page, product)).period.end) + 7_200_000);

/** Queues a job as the timetable does at its hour, which moved time passes over and no test waits for. */
export const atItsHour = async (product: Running, job: string): Promise<void> => {
  const client = new pg.Client({ connectionString: product.databaseUrl });
  await client.connect();
  await client.query('SELECT graphile_worker.add_job($1)', [job]);
  await client.end();
};

/** Somebody new, signed in on the page. */
export const newcomer = async (page: Page, product: Running): Promise<Person> => {
  const person = newPerson();
  await signUp(page.request, product, person);
  await signIn(page.request, product, person);
  return person;
};

/** Somebody who bought a plan with this card over HTTP, signed in. */
export const subscriber = async (page: Page, product: Running, { card = cards.good, plan = 'starter' }: { card?: string; plan?: string } = {}): Promise<Person> => {
  const person = await newcomer(page, product);
  const bought = await page.request.post(`${product.url}/api/v1/subscriptions/change`, { data: { plan, interval: 'month' }, headers: { origin: product.url } });
  const { sessionId } = (await bought.json()) as { sessionId: string };
  await control(page, product, `checkout/${sessionId}/complete`, { card });
  await page.request.get(`${product.url}/api/v1/subscriptions/checkouts/${sessionId}`);
  return person;
};
