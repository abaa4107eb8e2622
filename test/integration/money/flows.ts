import type Stripe from 'stripe';
import type { WorkspaceCtx } from '@/lib/context';
import type { Shop } from '@/test/integration/billing/shop';
import { Subscriber } from '@/test/integration/billing/subscriber';

/** Somebody whose calls to Stripe are watched: `ctx(stripe)` is a new request of theirs, `secondsLater` than the first. */
export type Actor = { one: Subscriber; ctx: (stripe: Stripe, secondsLater?: number) => WorkspaceCtx };

export type Flow = {
  name: string;
  /** What is there before; what it returns is the flow's own. */
  setUp(shop: Shop): Promise<Acting>;
  /** An intent that is stored: a job finishes it too, and eight may ask for it at once. */
  isIntent?: true;
  /** It asks of Stripe's account, not of a workspace. */
  isGlobal?: true;
};

export type Acting = {
  actor: Actor;
  act(ctx: WorkspaceCtx): Promise<unknown>;
  /** What happens in the world just before a call, by the call's name. */
  meanwhile?: Record<string, () => Promise<unknown>>;
  /** What somebody does after the flow has ended, so that what it left can be seen. */
  afterwards?(): Promise<unknown>;
  /** What else it left behind. */
  traces?(): Promise<unknown>;
};

export const actorOf = (shop: Shop, one: Subscriber, given: { origin?: string } = {}): Actor => ({
  one, ctx: (stripe, secondsLater = 0) => shop.member(one.workspace, { stripe, now: new Date(Date.now() + secondsLater * 1_000), ...given }),
});

export const subscriber = async (shop: Shop, given: Parameters<typeof Subscriber.with>[1] = {}): Promise<Actor> => actorOf(shop, await Subscriber.with(shop, given));
export const visitor = async (shop: Shop): Promise<Actor> => actorOf(shop, new Subscriber(shop, await shop.workspace()));
