import { expect, test } from 'vitest';
import { contentSecurityPolicy } from './security-headers';

const directive = (policy: string, name: string): string[] => policy.split('; ').find((one) => one.startsWith(`${name} `))?.split(' ').slice(1) ?? [];

test('with Stripe, card fields come from Stripe’s own hosts and nothing is framed or asked elsewhere', () => {
  const policy = contentSecurityPolicy('n');
  expect(directive(policy, 'frame-src')).toEqual(['https://js.stripe.com', 'https://*.js.stripe.com', 'https://hooks.stripe.com']);
  expect(directive(policy, 'connect-src')).toEqual(["'self'", 'https://api.stripe.com']);
  expect(directive(policy, 'script-src')).toContain('https://js.stripe.com');
  expect(policy).not.toContain('http://');
});

test('with the sandbox, they come from the sandbox alone: Stripe itself is not reached by mistake', () => {
  const policy = contentSecurityPolicy('n', { stripeSandboxUrl: 'http://127.0.0.1:40002/' });
  for (const name of ['frame-src', 'connect-src', 'script-src']) expect(directive(policy, name)).toContain('http://127.0.0.1:40002');
  expect(policy).not.toContain('stripe.com');
});
