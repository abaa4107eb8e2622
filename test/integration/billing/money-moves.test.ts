import { expect, test } from 'vitest';
import { purchaseCredits } from '@/lib/services/credits/purchase-credits';
import { payInvoice } from '@/lib/services/invoices/pay-invoice';
import { cancelSubscription } from '@/lib/services/subscriptions/cancel-subscription';
import { changeSubscription } from '@/lib/services/subscriptions/change-subscription';
import { endTrial } from '@/lib/services/subscriptions/end-trial';
import { pauseSubscription } from '@/lib/services/subscriptions/pause-subscription';
import { resumeSubscription } from '@/lib/services/subscriptions/resume-subscription';
import { openShop } from './shop';
import { Subscriber } from './subscriber';

const shop = openShop();

test('after a hundred changes and payments in a day nothing more is charged or credited, and one can still leave', async () => {
  const one = await Subscriber.with(shop.it);
  const ctx = one.ctx();
  const preview = await one.preview({ plan: 'business', interval: 'month' });
  await shop.it.database.sql.query('UPDATE throttles SET attempts = 99 WHERE subject = $1', [`money:${one.workspace.id}`]);
  await shop.it.database.sql.query(`INSERT INTO throttles (subject, window_start, attempts) VALUES ($1, $2, 99) ON CONFLICT DO NOTHING`, [`money:${one.workspace.id}`, new Date(Math.floor(ctx.now.getTime() / 86_400_000) * 86_400_000)]);
  const answers = await Promise.allSettled(Array.from({ length: 8 }, () => one.confirm(preview)));
  expect(answers.flatMap((answer) => (answer.status === 'rejected' ? [(answer.reason as { code?: string }).code] : []))).toEqual(Array.from({ length: 7 }, () => 'too_many_attempts'));
  for (const more of [() => changeSubscription(ctx, { plan: 'pro', interval: 'month' }), () => purchaseCredits(ctx, { pack: 'small' }), () => payInvoice(ctx, { id: 'in_1' }), () => endTrial(ctx), () => pauseSubscription(ctx), () => resumeSubscription(ctx), () => cancelSubscription(ctx, { when: 'now' })]) {
    await expect(more()).rejects.toMatchObject({ code: 'too_many_attempts' });
  }
  expect(await cancelSubscription(ctx, {})).toMatchObject({ kind: 'scheduled' });
});
