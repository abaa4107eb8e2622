import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runProduct, type Product } from '@/scripts/run-product';
import { newCustomer, putOnPlan, type Customer } from '@/test/customer';
import { callerOf, type Answer } from '@/test/load';
import { ask, booksOf, verify } from './books';

let product: Product;
let customer: Customer;
let dataDir: string;

beforeAll(async () => {
  dataDir = mkdtempSync(path.join(os.tmpdir(), 'tollgate-kept-'));
  product = await runProduct({ dataDir });
  customer = await newCustomer(product.url);
  await putOnPlan(product.databaseUrl, customer.workspaceId, 'enterprise');
});

afterAll(async () => {
  await product?.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

test('a start with wrong settings is refused, and every one is named', async () => {
  const start = runProduct({ env: { DATABASE_POOL: '1', TRUST_PROXY: 'true', UPSTREAM_URL: 'ftp://x', SMTP_URL: 'nonsense', CATALOG: 'none' } });
  await expect(start).rejects.toThrow(/did not start[\s\S]*TRUST_PROXY[\s\S]*CATALOG[\s\S]*UPSTREAM_URL[\s\S]*SMTP_URL[\s\S]*DATABASE_POOL[\s\S]*\.env\.example/);
});

test('a live Stripe key without its webhook secret is refused, and what is missing is named', async () => {
  await expect(runProduct({ env: { STRIPE_SECRET_KEY: 'sk_live_x' } })).rejects.toThrow(/STRIPE_WEBHOOK_SECRET: is missing/);
});

test('a port that somebody has is named, with one that is free', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await expect(runProduct({ port })).rejects.toThrow(new RegExp(`Port ${port} is taken[\\s\\S]*PORT=\\d+ npm start`));
  server.close();
});

test('a data folder that is in use is refused, and its user is named', async () => {
  await expect(runProduct({ dataDir })).rejects.toThrow(new RegExp(`Another Tollgate \\(process ${product.pid}\\) uses`));
  expect((await fetch(`${product.url}/api/health`)).status).toBe(200);
});

test('two run side by side, each with its own data and its own trust in X-Forwarded-For, and stopping one leaves the other alone', async () => {
  const other = await runProduct({ env: { TRUST_PROXY: '1' } });
  try {
    const countedOf = async (one: Product) => {
      const headers = { 'content-type': 'application/json', origin: one.url, 'x-forwarded-for': '203.0.113.9, 192.0.2.7' };
      const signedUp = await fetch(`${one.url}/api/v1/auth/sign-up`, { method: 'POST', headers, body: JSON.stringify({ email: 'forwarded@example.test', password: 'a password for tests' }) });
      expect(signedUp.status).toBe(201);
      return (await ask<{ subject: string }>(one, `SELECT subject FROM throttles WHERE subject = ANY($1)`, [['sign-up:203.0.113.9', 'sign-up:192.0.2.7']])).map(({ subject }) => subject);
    };
    expect(await countedOf(product), 'the header is the client’s own').toEqual([]);
    expect(await countedOf(other), 'one proxy wrote the last address').toEqual(['sign-up:192.0.2.7']);
    const stranger = await newCustomer(other.url);
    const status = async (url: string, key: string) => (await fetch(`${url}/gateway/v1/search`, { headers: { authorization: `Bearer ${key}` } })).status;
    expect(await Promise.all([status(product.url, customer.key), status(other.url, stranger.key), status(other.url, customer.key), status(product.url, stranger.key)])).toEqual([200, 200, 401, 401]);
    const addresses = [product, other].flatMap(({ url, databaseUrl, stripeUrl, upstreamUrl, mailUrl, smtpUrl }) => [url, databaseUrl, stripeUrl, upstreamUrl, mailUrl, smtpUrl].map((one) => new URL(one ?? '').port));
    expect(new Set(addresses).size).toBe(12);
  } finally {
    await other.stop();
  }
  await expect(fetch(`${other.url}/api/health`)).rejects.toThrow();
  expect((await fetch(`${product.url}/gateway/v1/search`, { headers: { authorization: `Bearer ${customer.key}` } })).status).toBe(200);
});

test('SIGTERM under load answers what it took on, and the next start on the same data has all of it', async () => {
  const { call, close } = callerOf(product.url, customer.key, 16);
  const answers: Answer[] = [];
  let isStopping = false;
  let isOver = false;
  let broken = 0;
  const loops = Array.from({ length: 16 }, async () => {
    while (!isOver) {
      const begunBefore = !isStopping;
      const answer = await call('GET', '/v1/search', { 'x-sandbox-delay-ms': '30' }).catch(() => null);
      if (answer) answers.push(answer);
      else {
        // Before the signal nothing may break; after it, new connections are refused.
        if (begunBefore && !isStopping) broken += 1;
        await wait(20);
      }
    }
  });
  await expect.poll(() => answers.length, { timeout: 60_000 }).toBeGreaterThan(200);
  isStopping = true;
  process.kill(product.pid, 'SIGTERM');
  await product.stop();
  isOver = true;
  await Promise.all(loops);
  close();
  expect(broken).toBe(0);
  expect([...new Set(answers.map((one) => one.status))]).toEqual([200]);

  product = await runProduct({ dataDir, port: Number(new URL(product.url).port) });
  const rows = await ask<{ id: string; outcome: string }>(product, 'SELECT id, outcome FROM usage_events WHERE workspace_id = $1', [customer.workspaceId]);
  const outcomes = new Map(rows.map((row) => [row.id, row.outcome]));
  expect(answers.filter((one) => outcomes.get(one.decisionId ?? '') !== 'succeeded')).toEqual([]);
  const books = await booksOf(product, customer.workspaceId, 'calls', 'month');
  expect(books.counter).toBe(books.ledger);
  const me = await fetch(`${product.url}/api/v1/me`, { headers: { cookie: customer.cookie } });
  expect((await me.json()) as object).toMatchObject({ workspace: { id: customer.workspaceId }, user: { email: customer.email } });
  const usage = (await (await fetch(`${product.url}/api/v1/usage/current`, { headers: { authorization: `Bearer ${customer.key}` } })).json()) as { meters: { meter: string; limits: { window: string; used: number }[] }[] };
  expect(usage.meters.find((one) => one.meter === 'calls')?.limits.find((one) => one.window === 'month')?.used).toBe(books.ledger);
  verify(product);
});
