import { afterAll, beforeAll, expect } from 'vitest';
import type { ChangePreviewView, ChangeResult } from '@/lib/domain/views/billing-view';
import type { UsageCurrent } from '@/lib/domain/views/usage-view';
import { runProduct, type Product } from '@/scripts/run-product';
import { callerOf, type Answer } from '@/test/load';
import type { Portal } from '@/test/portal';
import { ask, verify } from '@/test/product/books';

export const day = 86_400_000;

/** A product with this catalogue for one file of tests, whose books must be right in the end. Read `.it` inside tests only. */
export const productWith = (catalog: string): { readonly it: Product } => {
  let product: Product | undefined;
  beforeAll(async () => {
    product = await runProduct({ env: { CATALOG: catalog } });
  });
  afterAll(async () => {
    try {
      if (product) verify(product);
    } finally {
      await product?.stop();
    }
  });
  return {
    get it() {
      if (!product) throw new Error('the product is there before the first test');
      return product;
    },
  };
};

/** Makes calls of the customer's through the gateway, one after the other, and answers their statuses. */
export const callsOf = ({ product, customer }: Portal, url = product.url) => {
  const caller = callerOf(url, customer.key, 50);
  const call = (what: string, headers: Record<string, string> = {}): Promise<Answer> => {
    const [method = '', path = ''] = what.split(' ');
    return caller.call(method, path, headers);
  };
  const times = async (count: number, what: string): Promise<number[]> => {
    const statuses: number[] = [];
    for (let i = 0; i < count; i += 1) statuses.push((await call(what)).status);
    return statuses;
  };
  return { call, times, close: caller.close };
};

export const usageOf = (portal: Portal) => portal.must<UsageCurrent>('GET', 'usage/current');

/** Previews a change and makes it: through Stripe's page where it is the first purchase. Answers the preview. */
export const changeTo = async (portal: Portal, plan: string): Promise<ChangePreviewView> => {
  const preview = await portal.must<ChangePreviewView>('GET', `subscriptions/preview-change?plan=${plan}&interval=month`);
  const result = await portal.must<ChangeResult>('POST', 'subscriptions/change', { plan, interval: 'month', previewId: preview.previewId });
  if (result.kind === 'checkout') await portal.sandbox(`checkout/${result.sessionId}/complete`);
  else expect(result.kind).toBe('applied');
  await portal.settle();
  return preview;
};

/** Until every call of the customer has its outcome: what failed is given back behind the answer. */
export const settled = (portal: Portal): Promise<void> =>
  expect.poll(() => ask(portal.product, `SELECT 1 FROM usage_events WHERE workspace_id = $1 AND outcome = 'unknown'`, [portal.customer.workspaceId]), { timeout: 20_000 }).toEqual([]);
