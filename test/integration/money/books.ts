import { expect } from 'vitest';
import { syncSubscription } from '@/lib/services/subscriptions/sync-subscription';
import { compareWorkspace } from '@/lib/services/reconciliation/compare-workspace';
import type { Shop } from '@/test/integration/billing/shop';

/** Asks Stripe once more, then holds every copy of a workspace to what Stripe says; nothing that was asked is left unfinished. */
export const expectBooks = async (shop: Shop, { id }: { id: string }, now: Date = new Date()): Promise<void> => {
  const { db } = shop.database;
  const before = [await db.subscriptionChange.count({ where: { workspaceId: id } }), await db.email.count({ where: { workspaceId: id } })];
  const { stripeCustomerId: customer } = await db.workspace.findUniqueOrThrow({ where: { id } });
  await syncSubscription(shop.ctx({ now }), { workspaceId: id });
  const after = [await db.subscriptionChange.count({ where: { workspaceId: id } }), await db.email.count({ where: { workspaceId: id } })];
  expect(after).toEqual(before);
  expect(customer === null ? [] : await compareWorkspace(shop.ctx({ now }), { id, customer })).toEqual([]);
  expect(await db.changeIntent.findMany({ where: { workspaceId: id, status: 'started' } })).toEqual([]);
};
