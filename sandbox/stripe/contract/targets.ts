import Stripe from 'stripe';
import { isLiveKey } from '@/sandbox/stripe/http/authenticate';
import { openSandbox } from './open-sandbox';

/** Where the contract is held: the sandbox, or Stripe's own test mode. */
export interface OpenTarget {
  stripe: Stripe;
  /** A clock that goes away with everything on it when the target closes. */
  clock(at: number): Promise<string>;
  /** Moves a clock and answers when Stripe is done with everything that fell due. */
  advance(clock: string, to: number): Promise<void>;
  close(): Promise<void>;
}
export interface Target {
  name: string;
  open(): Promise<OpenTarget>;
}

const pollMs = 1500;
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

function opened(stripe: Stripe, waitMs: number, end: () => Promise<void>): OpenTarget {
  const clocks: string[] = [];
  return {
    stripe,
    async clock(at) {
      const { id } = await stripe.testHelpers.testClocks.create({ frozen_time: at, name: 'Contract' });
      clocks.push(id);
      return id;
    },
    async advance(clock, to) {
      await stripe.testHelpers.testClocks.advance(clock, { frozen_time: to });
      for (;;) {
        const { status } = await stripe.testHelpers.testClocks.retrieve(clock);
        if (status === 'ready') return;
        if (status !== 'advancing') throw new Error(`The clock is ${status}`);
        if (waitMs > 0) await pause(waitMs);
      }
    },
    async close() {
      for (const clock of clocks) await stripe.testHelpers.testClocks.del(clock);
      await end();
    },
  };
}

const sandbox: Target = {
  name: 'the sandbox',
  async open() {
    const it = await openSandbox();
    return opened(it.stripe, 0, () => it.close());
  },
};

const real = (key: string): Target => ({ name: "Stripe's test mode", open: () => Promise.resolve(opened(new Stripe(key, { maxNetworkRetries: 3 }), pollMs, () => Promise.resolve())) });

/** A key of Stripe's test mode, when the environment has one. Live keys are refused. */
function testModeKey(): string | null {
  const key = process.env.STRIPE_SECRET_KEY ?? '';
  if (isLiveKey(key)) throw new Error('The contract tests refuse a live key. Use a test key (sk_test_…) or none.');
  return /^(sk|rk)_test_/.test(key) && !key.startsWith('sk_test_sandbox') ? key : null;
}

const key = testModeKey();

/** The sandbox always; Stripe itself with STRIPE_SECRET_KEY=sk_test_…. */
export const targets: readonly Target[] = key ? [sandbox, real(key)] : [sandbox];
export const isRealTested = key !== null;
