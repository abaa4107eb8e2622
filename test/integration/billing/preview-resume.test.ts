import { expect, test } from 'vitest';
import { pauseSubscription } from '@/lib/services/subscriptions/pause-subscription';
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
