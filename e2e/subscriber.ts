import type { APIRequestContext, Page } from '@playwright/test';
import type { SubscriptionView } from '@/lib/domain/views/plan-view';
import { fillCard } from './card-fields';
import { expect } from './product';

type Product = { url: string; stripeUrl: string | null };
type Purchase = { plan: string; interval?: 'month' | 'year'; quantity?: number };

const must = async (what: string, response: Awaited<ReturnType<APIRequestContext['get']>>): Promise<unknown> => {
  if (!response.ok()) throw new Error(`${what} answered ${response.status()}: ${await response.text()}`);
  return response.json();
};

export const subscriptionOf = async (page: Page, { url }: Product): Promise<SubscriptionView> => (await must('The subscription', await page.request.get(`${url}/api/v1/subscriptions/current`))) as SubscriptionView;

/** A first purchase by whoever is signed in on the page, over HTTP and the sandbox's own hand, with a card that works. */
export const subscribe = async (page: Page, product: Product, { plan, interval = 'month', quantity }: Purchase): Promise<void> => {
  const data = { plan, interval, ...(quantity !== undefined && { quantity }) };
  const { sessionId } = (await must('The purchase', await page.request.post(`${product.url}/api/v1/subscriptions/change`, { data, headers: { origin: product.url } }))) as { sessionId: string };
  await must('The payment', await page.request.post(`${product.stripeUrl}/_sandbox/checkout/${sessionId}/complete`, { data: {} }));
  await must('The return', await page.request.get(`${product.url}/api/v1/subscriptions/checkouts/${sessionId}`));
  await expect.poll(async () => (await subscriptionOf(page, product)).plan.id).toBe(plan);
};

/** Puts another card on file, in the portal, and makes it the one that pays. `answer` is what the bank is told while it is added. */
export const useCard = async (page: Page, number: string, { answer, expiry }: { answer?: () => Promise<void>; expiry?: string } = {}): Promise<void> => {
  await page.goto('/payment-methods');
  await page.getByRole('button', { name: 'Add card' }).click();
  await fillCard(page, number, expiry);
  await page.getByRole('button', { name: 'Save card' }).click();
  await answer?.();
  await expect(page.getByRole('list', { name: 'Cards', exact: true }).getByRole('listitem').filter({ hasText: number.slice(-4) }).getByText('Default', { exact: true })).toBeVisible();
};

export type InvoiceAtStripe = { id: string; amount_paid: number; amount_due: number; status: string };

/** Calls Stripe as its own server side would, for what no customer can do. Without a form it reads. */
export const atStripe = async <T>(request: APIRequestContext, { stripeUrl }: Product, path: string, form?: Record<string, string>, method = form ? 'POST' : 'GET'): Promise<T> =>
  (await must(path, await request.fetch(`${stripeUrl}/v1/${path}`, { method, form, headers: { authorization: 'Bearer sk_test_journeys' } }))) as T;

/** Has Stripe end somebody's trial now, whether or not the card then pays. */
export const endTrialAtStripe = async (request: APIRequestContext, product: Product, email: string): Promise<void> => {
  const { data: [customer] } = await atStripe<{ data: { id: string }[] }>(request, product, `customers?email=${encodeURIComponent(email)}`);
  const { data: [subscription] } = await atStripe<{ data: { id: string }[] }>(request, product, `subscriptions?customer=${customer?.id}`);
  await atStripe(request, product, `subscriptions/${subscription?.id}`, { trial_end: 'now', payment_behavior: 'allow_incomplete' });
};

/** The workspace's newest invoice, as the portal's API tells it. */
export const newestInvoice = async (page: Page, { url }: Product): Promise<{ number: string; status: string; amountPaidMinor: number; amountDueMinor: number }> => {
  const { data } = (await must('The invoices', await page.request.get(`${url}/api/v1/invoices?limit=1`))) as { data: { number: string; status: string; amountPaidMinor: number; amountDueMinor: number }[] };
  if (!data[0]) throw new Error('there is no invoice');
  return data[0];
};
