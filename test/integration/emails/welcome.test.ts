import { expect, it } from 'vitest';
import { AppError } from '@/lib/domain/app-error';
import { prepareJobs } from '@/lib/jobs/prepare-jobs';
import { signUp } from '@/lib/services/identity/sign-up';
import { sweepEmails } from '@/lib/services/emails/sweep-emails';
import { openShop } from '@/test/integration/billing/shop';
import { testCtx, testDatabase } from '@/test/harness';
import { openPostOffice } from './post-office';

const bare = testDatabase();
const shop = openShop();
const post = openPostOffice();
const person = (email: string) => ({ email, password: 'correct horse', name: 'Grace' });

it('whoever signs up gets one welcome, in the language that they signed up in, through the worker', async () => {
  const mail = post.mail();
  await signUp(shop.it.ctx({ locale: 'fr' }), person('grace@example.test'));
  await expect(signUp(shop.it.ctx(), person('grace@example.test'))).rejects.toThrow(AppError);
  await signUp(shop.it.ctx(), person('alan@example.test'));
  await shop.it.work(() => shop.it.ctx({ mail }));
  expect((await post.inbox('grace@example.test')).map((one) => one.subject)).toEqual(['Bienvenue chez Acme AI']);
  expect((await post.inbox('alan@example.test')).map((one) => one.subject)).toEqual(['Welcome to Acme AI']);
  expect(await shop.it.database.db.user.findUniqueOrThrow({ where: { email: 'grace@example.test' } })).toMatchObject({ locale: 'fr' });
});

it('people can sign up before the queue’s tables are made; the sweep finds their mail afterwards', async () => {
  await signUp(testCtx(bare.it), person('early@example.test'));
  await prepareJobs(bare.it.url);
  const late = testCtx(bare.it, { mail: post.mail(), now: new Date(Date.now() + 120_000) });
  expect(await sweepEmails(late)).toBe(1);
});
