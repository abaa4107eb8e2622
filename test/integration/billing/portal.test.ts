import { expect, test } from 'vitest';
import type { AppError } from '@/lib/domain/app-error';
import { createPortalSession } from '@/lib/services/portal/create-portal-session';
import { openShop } from './shop';

const shop = openShop();

const refusal = (act: Promise<unknown>): Promise<string> => act.then(() => 'nothing was refused', (reason: unknown) => (reason as AppError).code);
const ours = async () => (await shop.it.stripe.billingPortal.configurations.list({ limit: 100 })).data.filter((one) => one.metadata?.tollgate_portal !== undefined);

test('the portal opens for whoever may pay, also before anything was bought, and leads back', async () => {
  const workspace = await shop.it.workspace();
  const { url } = await createPortalSession(shop.it.member(workspace, { role: 'billing' }), { returnTo: '/invoices' });
  const page = await fetch(url);
  expect(page.status).toBe(200);
  expect(await page.text()).toContain('http://localhost:3000/invoices');
  expect(await shop.it.customerOf(workspace)).toMatch(/^cus_/);
  expect(await refusal(createPortalSession(shop.it.member(workspace, { role: 'member' })))).toBe('forbidden');
});

test('it is set up once for everybody, however many open it first, and offers no change of plan', async () => {
  const workspaces = await Promise.all(Array.from({ length: 4 }, () => shop.it.workspace()));
  const urls = await Promise.all(workspaces.map(async (workspace) => (await createPortalSession(shop.it.member(workspace))).url));
  expect(new Set(urls).size).toBe(4);
  const [one, ...more] = await ours();
  expect(more).toEqual([]);
  expect(one?.features).toMatchObject({ payment_method_update: { enabled: true }, invoice_history: { enabled: true }, subscription_cancel: { enabled: false }, subscription_update: { enabled: false } });
});

test('where Stripe says no, the answer says that it is not for good and what to do instead', async () => {
  const ctx = shop.it.member(await shop.it.workspace());
  const refused = Object.assign(new Error('This key may not do that.'), { type: 'StripePermissionError' });
  const billingPortal = { configurations: { list: () => Promise.reject(refused) } };
  const stripe = Object.assign(Object.create(ctx.stripe) as typeof ctx.stripe, { billingPortal });
  const reason = await createPortalSession({ ...ctx, stripe }).catch((error: unknown) => error as AppError);
  expect(reason).toMatchObject({ code: 'unavailable', status: 503, message: expect.stringContaining('can be managed here') as string });
});
