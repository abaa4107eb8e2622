import { expect, test } from 'vitest';
import { pauseSubscription } from '@/lib/services/subscriptions/pause-subscription';
import { changeSubscription } from '@/lib/services/subscriptions/change-subscription';
import { getCurrentSubscription } from '@/lib/services/subscriptions/get-current-subscription';
import { previewResume } from '@/lib/services/subscriptions/preview-resume';
import { resumeSubscription } from '@/lib/services/subscriptions/resume-subscription';
import { openShop } from './shop';
import { Subscriber, Time } from './subscriber';

const shop = openShop();
const time = new Time(() => shop.it);

test('going on after a pause charges what was shown, less the credit of the pause', async () => {
  const one = await Subscriber.with(shop.it, { plan: 'business', quantity: 3, now: time.now });
  await time.advance(10);
  await pauseSubscription(one.ctx());
  await time.advance(5);
  const shown = await previewResume(one.ctx());
  expect(shown).toMatchObject({ plan: { id: 'business', name: 'Business' }, currency: 'usd' });
  expect(shown.dueNowMinor).toBeGreaterThan(0);
  expect(shown.dueNowMinor, 'unused time counts').toBeLessThan(17_700);
  expect(await resumeSubscription(one.ctx())).toEqual({ kind: 'applied' });
  const [invoice] = await one.invoices();
  expect([invoice?.status, invoice?.amount_paid]).toEqual(['paid', shown.dueNowMinor]);
});

test('nothing is due where nothing is paused', async () => {
  const one = await Subscriber.with(shop.it, { now: time.now });
  expect(await previewResume(one.ctx())).toEqual({ plan: { id: 'starter', name: 'Starter' }, dueNowMinor: 0, currency: 'usd' });
});

test('while a plan is paused no change of it is sold, which its preview says by name; once it goes on, the change is', async () => {
  const one = await Subscriber.with(shop.it, { plan: 'business', quantity: 3, now: time.now });
  await pauseSubscription(one.ctx());
  expect(await getCurrentSubscription(one.ctx())).toMatchObject({ plan: { id: 'free' }, subscribed: { id: 'business', name: 'Business' }, status: 'paused' });
  for (const wanted of [{ plan: 'business', interval: 'month', quantity: 4 }, { plan: 'business', interval: 'year' }, { plan: 'starter', interval: 'month' }] as const) {
    const preview = await one.preview(wanted);
    expect(preview.blockers.map(({ code }) => code)).toContain('plan_paused');
    await expect(changeSubscription(one.ctx(), { ...wanted, previewId: preview.previewId })).rejects.toMatchObject({ code: 'conflict' });
  }
  expect((await one.invoices()).length).toBe(1);
  await resumeSubscription(one.ctx());
  expect((await one.preview({ plan: 'business', interval: 'month', quantity: 4 })).blockers).toEqual([]);
});
