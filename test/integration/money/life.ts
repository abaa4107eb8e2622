import type Stripe from 'stripe';
import { purchaseCredits } from '@/lib/services/credits/purchase-credits';
import { cancelSubscription } from '@/lib/services/subscriptions/cancel-subscription';
import { resumeSubscription } from '@/lib/services/subscriptions/resume-subscription';
import type { Subscriber} from '@/test/integration/billing/subscriber';
import { type Time } from '@/test/integration/billing/subscriber';
import type { Shop } from '@/test/integration/billing/shop';
import type { Chances } from './chances';

/** One step of a life, and what it may leave in the history: exactly once where we did it, at most once where only Stripe saw it. */
export type Step = { name: string; run(): Promise<void>; surely?: string[]; perhaps?: string[] };

const hours = 3_600;

/** A scripted life of a subscription. What can be done here or in Stripe's dashboard is done in either, as chance has it. */
export const scriptedLife = (shop: Shop, one: Subscriber, time: Time, chances: Chances): Step[] => {
  const { stripe } = shop;
  const customer = () => shop.customerOf(one.workspace);
  const atStripe = () => chances.oneIn(3);
  const upgradesAtStripe = atStripe();
  const cancelsAtStripe = atStripe();
  const itemOf = ({ items }: Stripe.Subscription) => items.data.find((item) => item.price.recurring?.usage_type === 'licensed')?.id ?? '';
  const endOf = async () => new Date(((await one.subscription()).items.data[0]?.current_period_end ?? 0) * 1_000);
  const packs: string[] = [];
  const buyPack = async (pack: string) => {
    const { sessionId } = await purchaseCredits(one.ctx(), { pack });
    packs.push(sessionId);
    await shop.pay(sessionId);
  };
  const change = async (plan: string, quantity?: number) => {
    const { result } = await one.change({ plan, interval: 'month', quantity });
    if (result.kind !== 'applied' && result.kind !== 'scheduled') throw new Error(`expected a change, got ${result.kind}`);
  };
  const seats = upgradesAtStripe
    ? async () => {
        const subscription = await one.subscription();
        await stripe.subscriptions.update(subscription.id, { items: [{ id: itemOf(subscription), quantity: 5 }], proration_behavior: 'always_invoice' });
      }
    : () => change('business', 5);
  const cancel = cancelsAtStripe ? async () => void (await stripe.subscriptions.update((await one.subscription()).id, { cancel_at_period_end: true })) : async () => void (await cancelSubscription(one.ctx(), { reason: 'other' }));
  const resume = cancelsAtStripe ? async () => void (await stripe.subscriptions.update((await one.subscription()).id, { cancel_at_period_end: false })) : async () => void (await resumeSubscription(one.ctx()));
  const refund = async (payment_intent: string | Stripe.PaymentIntent | null, amount?: number) => void (await stripe.refunds.create({ payment_intent: String(payment_intent), amount }));
  const chargesOf = async () => (await stripe.charges.list({ customer: await customer(), limit: 100 })).data.filter((charge) => charge.paid);
  return [
    { name: 'upgrade', run: () => change('business', 2), surely: ['upgraded'] },
    { name: 'first pack', run: () => buyPack('small') },
    { name: 'seats', run: seats, [upgradesAtStripe ? 'perhaps' : 'surely']: ['seats_changed'] },
    {
      name: 'failed renewal', perhaps: ['payment_failed'],
      run: async () => {
        await shop.control('fail-next-payment', { customer: await customer() });
        await time.advanceTo(await endOf(), 2 * hours);
      },
    },
    { name: 'recovery', run: () => time.advance(1, 2), perhaps: ['recovered'] },
    { name: 'refund of a renewal', run: async () => refund((await chargesOf())[0]?.payment_intent ?? null, 700) },
    { name: 'cancellation', run: cancel, [cancelsAtStripe ? 'perhaps' : 'surely']: ['cancel_scheduled'] },
    { name: 'taken back', run: resume, [cancelsAtStripe ? 'perhaps' : 'surely']: ['cancel_undone'] },
    { name: 'second pack', run: () => buyPack('large') },
    { name: 'refund of a part of a pack', run: async () => refund((await stripe.checkout.sessions.retrieve(packs[0] ?? '')).payment_intent, 600) },
    { name: 'downgrade', run: () => change('starter'), surely: ['downgrade_scheduled'] },
    { name: 'downgrade carried out', run: async () => time.advanceTo(await endOf(), 2 * hours), perhaps: ['downgraded'] },
    { name: 'end', run: async () => void (await stripe.subscriptions.cancel((await one.subscription()).id, { prorate: true, invoice_now: true })), perhaps: ['canceled'] },
  ];
};
