import net from 'node:net';
import Stripe from 'stripe';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDatabase } from '@/lib/adapters/db';
import type { Ctx } from '@/lib/context';
import type { AppError } from '@/lib/domain/app-error';
import { inTransaction, isInTransaction } from '@/lib/services/in-transaction';
import { changeSubscription } from '@/lib/services/subscriptions/change-subscription';
import { withStripe } from '@/lib/services/subscriptions/with-stripe';
import { memberCtx } from '@/test/harness';
import { openShop } from './shop';

const shop = openShop();

/** A Stripe that takes every call and answers none. */
const sockets = new Set<net.Socket>();
const silent = net.createServer((socket) => {
  sockets.add(socket.on('error', () => {}));
});
beforeAll(() => new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve)));
afterAll(() => {
  for (const socket of sockets) socket.destroy();
  silent.close();
});

test('twenty purchases that wait for a silent Stripe leave the database to everybody else', async () => {
  const database = openDatabase(shop.it.database.url, { max: 10 });
  const stripe = new Stripe('sk_test_silent', { host: '127.0.0.1', port: (silent.address() as net.AddressInfo).port, protocol: 'http', telemetry: false });
  const workspaces = await Promise.all(Array.from({ length: 20 }, () => shop.it.workspace()));
  const asked = new Promise((resolve) => silent.once('connection', resolve));
  const purchases = workspaces.map((workspace) => changeSubscription(memberCtx(database, workspace, { stripe }), { plan: 'starter', interval: 'month' }));
  const ended = Promise.allSettled(purchases);
  await asked;
  const startedAt = performance.now();
  for (let i = 0; i < 5; i += 1) expect(await database.db.workspace.count()).toBeGreaterThanOrEqual(20);
  expect(performance.now() - startedAt).toBeLessThan(8_000);
  silent.on('connection', (socket) => socket.destroy());
  for (const socket of sockets) socket.destroy();
  for (const outcome of await ended) expect(outcome).toMatchObject({ status: 'rejected', reason: expect.toSatisfy((reason) => reason instanceof Stripe.errors.StripeConnectionError || (reason as AppError).code === 'unavailable') as unknown });
  await database.close();
});

test('one transaction after another gets its turn, and who waits too long is told to come again', async () => {
  let letGo = () => {};
  const gate = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  const hold = () => withStripe(shop.it.ctx(), () => gate, { waitMs: 50 });
  const holding = Array.from({ length: 4 }, hold);
  await expect(hold()).rejects.toMatchObject({ code: 'unavailable' });
  const next = withStripe(shop.it.ctx(), () => Promise.resolve('mine'));
  letGo();
  await Promise.all(holding);
  await expect(next).resolves.toBe('mine');
});

test('a transaction that calls Stripe is joined from within and needs no second turn', async () => {
  const idOf = async (ctx: Ctx) => (await ctx.db.$queryRaw<{ id: string }[]>`SELECT pg_current_xact_id()::text AS id`)[0]?.id;
  const nested = () => withStripe(shop.it.ctx(), async (tx) => [await idOf(tx), await withStripe(tx, idOf), await inTransaction(tx, idOf)], { waitMs: 100 });
  for (const ids of await Promise.all([nested(), nested(), nested(), nested()])) expect(new Set(ids).size).toBe(1);
  await withStripe(shop.it.ctx(), async (tx) => expect(isInTransaction(tx)).toBe(true));
});
