import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { gatewaySettings } from './gateway-settings';
import { writeKept } from './kept-file';

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(path.join(os.tmpdir(), 'tollgate-gateway-'));
});
afterEach(() => rmSync(dataDir, { recursive: true }));

const running = { url: 'http://localhost:3000', databaseUrl: 'postgres://x@127.0.0.1:1/tollgate', upstreamUrl: 'http://127.0.0.1:2', catalog: 'kauri', redisUrl: null };

test('beside npm start a gateway takes database, upstream, portal and catalogue from what runs there', async () => {
  writeKept(path.join(dataDir, 'running.json'), running);
  const settings = await gatewaySettings({ DATA_DIR: dataDir });
  expect(settings).toMatchObject({ DATABASE_URL: running.databaseUrl, UPSTREAM_URL: running.upstreamUrl, NEXTAUTH_URL: running.url, CATALOG: 'kauri' });
  expect(Number(settings.PORT)).toBeGreaterThan(0);
  expect(settings).not.toHaveProperty('REDIS_URL');
});

test('what the environment says goes before what runs, and empty values say nothing', async () => {
  writeKept(path.join(dataDir, 'running.json'), running);
  expect(await gatewaySettings({ DATA_DIR: dataDir, UPSTREAM_URL: 'https://api.example.com', CATALOG: '', PORT: '4001' })).toMatchObject({ UPSTREAM_URL: 'https://api.example.com', CATALOG: 'kauri', PORT: '4001' });
  expect(await gatewaySettings({ DATA_DIR: dataDir, DATABASE_URL: 'postgres://own@db/own', PORT: '4001' })).toEqual({ DATA_DIR: dataDir, DATABASE_URL: 'postgres://own@db/own', PORT: '4001' });
});

test('where nothing runs and no database is named, it says what to do', async () => {
  await expect(gatewaySettings({ DATA_DIR: dataDir })).rejects.toMatchObject({ remedy: expect.stringContaining('npm start') as string });
});
