import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { test as base, expect, type APIRequestContext, type Page } from '@playwright/test';
import type { Running } from '@/scripts/run-product';

export { expect };

export type Person = { email: string; password: string; name: string };

type Fixtures = {
  /** The running product's running.json. */
  product: Running;
  /** A person who signed up just now and is signed in on `page`. */
  person: Person;
  /** Patterns of console errors that this test provokes; any other one fails it. */
  expectedErrors: RegExp[];
  consoleGuard: void;
};

const readRunning = (): Running => {
  const file = process.env.E2E_RUNNING;
  if (!file) throw new Error('E2E_RUNNING names no running.json: run these tests with "npx playwright test".');
  return JSON.parse(readFileSync(file, 'utf8')) as Running;
};

/** Answers the response's JSON; throws with status and body when it is not a success. */
const must = async (what: string, response: Awaited<ReturnType<APIRequestContext['post']>>): Promise<unknown> => {
  if (!response.ok()) throw new Error(`${what} answered ${response.status()}: ${await response.text()}`);
  return response.json();
};

let people = 0;

/** Somebody nobody has met: an address that no other test uses. */
export const newPerson = (): Person => {
  people += 1;
  const mark = `${Date.now().toString(36)}${process.pid.toString(36)}${people}`;
  return { email: `person-${mark}@example.test`, password: `a long password ${mark}`, name: `Person ${mark}` };
};

/** An address of its own for each person: only so many may sign up from one. */
const addressOf = ({ email }: Person): string => `2001:db8:${createHash('sha256').update(email).digest('hex').slice(0, 8).replace(/(....)/, '$1:')}::1`;

export const signUp = async (request: APIRequestContext, product: Running, person: Person): Promise<void> => {
  await must('Sign-up', await request.post(`${product.url}/api/v1/auth/sign-up`, { data: person, headers: { origin: product.url, 'x-forwarded-for': addressOf(person) } }));
};

/** Signs in as a browser form would, without the form: the session cookie lands in the request's context. */
export const signIn = async (request: APIRequestContext, product: Running, { email, password }: Pick<Person, 'email' | 'password'>): Promise<void> => {
  const { csrfToken } = (await must('The sign-in token', await request.get(`${product.url}/api/auth/csrf`))) as { csrfToken: string };
  const form = { csrfToken, email, password, json: 'true', callbackUrl: product.url };
  await must('Sign-in', await request.post(`${product.url}/api/auth/callback/credentials`, { form, headers: { origin: product.url } }));
  const session = (await must('The session', await request.get(`${product.url}/api/auth/session`))) as { user?: unknown };
  if (!session.user) throw new Error(`Sign-in as ${email} made no session`);
};

export const demoOwner = { email: 'demo@tollgate.test', password: 'demo-password' };
export const demoOperator = { email: 'admin@tollgate.test', password: 'admin-password' };

export const test = base.extend<Fixtures>({
  product: async ({}, use) => use(readRunning()),
  baseURL: async ({ product }, use) => use(product.url),
  expectedErrors: async ({}, use) => use([]),
  person: async ({ page, product }, use) => {
    const person = newPerson();
    await signUp(page.request, product, person);
    await signIn(page.request, product, person);
    await use(person);
  },
  consoleGuard: [
    async ({ context, expectedErrors }, use) => {
      const errors: string[] = [];
      context.on('console', (message) => {
        if (message.type() === 'error') errors.push(`${message.text()} (${message.location().url})`);
      });
      context.on('weberror', (error) => errors.push(String(error.error())));
      await use();
      expect(errors.filter((text) => !expectedErrors.some((pattern) => pattern.test(text))), 'unexpected console errors').toEqual([]);
    },
    { auto: true },
  ],
});

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

type Violation = { id: string; impact: string; help: string; where: string[] };

/** What axe finds on the page as it is: nothing, if all is well. Evaluated from outside, so the page's CSP stays as it is. */
export const axe = async (page: Page): Promise<Violation[]> => {
  await page.evaluate(axeSource);
  return page.evaluate(async () => {
    type Found = { id: string; impact: string; help: string; nodes: { target: unknown[]; failureSummary?: string }[] };
    const { axe: checker } = window as unknown as { axe: { run(root: Document, options: object): Promise<{ violations: Found[] }> } };
    const { violations } = await checker.run(document, { resultTypes: ['violations'] });
    return violations.map(({ id, impact, help, nodes }) => ({ id, impact, help, where: nodes.map((node) => `${node.target.join(' ')}: ${node.failureSummary ?? ''}`) }));
  });
};
