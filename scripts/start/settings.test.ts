import { describe, expect, test } from 'vitest';
import { parseEnv } from '@/lib/adapters/env';
import { completeEnvironment, completeSecrets, exampleCurl, isProduction, standInsFor, type Ports } from './settings';

const ports: Ports = { postgres: 40001, stripe: 40002, upstream: 40003, mail: 40004, smtp: 40005 };
const secrets = completeSecrets({});
const complete = (source: Record<string, string | undefined>, dev = false) => completeEnvironment(source, secrets, ports, { dev });
const real = { NODE_ENV: 'production', DATABASE_URL: 'postgres://a:b@db/x', STRIPE_SECRET_KEY: 'sk_test_real' };

describe('an empty environment', () => {
  test('becomes one that the app accepts', () => {
    expect(parseEnv(complete({}))).toMatchObject({ PORT: 3000, NODE_ENV: 'production', UPSTREAM_URL: 'http://127.0.0.1:40003', STRIPE_SANDBOX_URL: 'http://127.0.0.1:40002', NEXTAUTH_URL: 'http://localhost:3000' });
  });
  test('gets stand-ins for everything', () => {
    expect(standInsFor({ DATABASE_URL: '' })).toEqual({ postgres: true, stripe: true, upstream: true, mail: true });
  });
  test('runs in development only when asked to', () => {
    expect(complete({}, true).NODE_ENV).toBe('development');
  });
});

describe('what is given', () => {
  test('is kept, and no stand-in takes its place', () => {
    const source = { PORT: '3001', DATABASE_URL: 'postgres://a:b@db/x', UPSTREAM_URL: 'https://api.test', SMTP_URL: 'smtp://mail', NEXTAUTH_SECRET: 'x'.repeat(32) };
    expect(complete(source)).toMatchObject(source);
    expect(standInsFor(source)).toEqual({ postgres: false, stripe: true, upstream: false, mail: false });
  });
  test('a Stripe key of its own turns the sandbox off and needs its own webhook secret', () => {
    const full = complete({ STRIPE_SECRET_KEY: 'sk_test_real', STRIPE_SANDBOX_URL: 'http://127.0.0.1:1' });
    expect(full.STRIPE_SANDBOX_URL).toBeUndefined();
    expect(() => parseEnv(full)).toThrow('STRIPE_WEBHOOK_SECRET: is missing');
  });
  test('a wrong port is the only thing named', () => {
    expect(() => parseEnv(complete({ PORT: 'abc' }))).toThrow(/^The environment is wrong:\n {2}- PORT: [^\n]+$/);
  });
  test('the number of trusted proxies is none unless it is said', () => {
    expect([undefined, '', '0', '2'].map((given) => parseEnv(complete({ TRUST_PROXY: given })).TRUST_PROXY)).toEqual([0, 0, 0, 2]);
  });
  test.each(['true', '-1', '1.5', '10', '10.0.0.0/8'])('%s is no number of trusted proxies', (given) => {
    expect(() => parseEnv(complete({ TRUST_PROXY: given }))).toThrow('TRUST_PROXY: must be how many reverse proxies are in front, 0 to 9');
  });
});

describe('production', () => {
  test('is production only with its own database and Stripe account', () => {
    expect(isProduction(real)).toBe(true);
    expect(isProduction({ ...real, DATABASE_URL: undefined })).toBe(false);
    expect(isProduction({ ...real, NODE_ENV: undefined })).toBe(false);
  });
  test('is given no invented secret and no stand-in: all that is missing is named', () => {
    expect(() => parseEnv(complete(real))).toThrow(/UPSTREAM_URL[^]*STRIPE_WEBHOOK_SECRET[^]*NEXTAUTH_SECRET[^]*NEXTAUTH_URL[^]*INTERNAL_SECRET/);
    expect(standInsFor(real)).toEqual({ postgres: false, stripe: false, upstream: false, mail: false });
  });
});

test('kept secrets stay, missing ones are made, no two alike', () => {
  const again = completeSecrets({ ...secrets, internalSecret: undefined as unknown as string });
  expect(completeSecrets(secrets)).toEqual(secrets);
  expect(again.nextAuthSecret).toBe(secrets.nextAuthSecret);
  expect(new Set(Object.values(completeSecrets({}))).size).toBe(6);
});

test('the printed curl survives quotes in the body', () => {
  expect(exampleCurl('http://localhost:3000', 'tg_test_k', { method: 'POST', path: '/v1/x', body: { a: "it's" } })).toBe(
    `curl -i -X POST http://localhost:3000/gateway/v1/x -H 'authorization: Bearer tg_test_k' -H 'content-type: application/json' -d '{"a":"it'\\''s"}'`,
  );
  expect(exampleCurl('http://localhost:3000', 'k', { method: 'GET', path: '/v1/s' })).toBe(`curl -i http://localhost:3000/gateway/v1/s -H 'authorization: Bearer k'`);
});
