import { afterAll, beforeAll } from 'vitest';
import { openMail } from '@/lib/adapters/mail';
import type { Ctx, Mail } from '@/lib/context';
import { renderEmail } from '@/components/emails/render-email';
import type { SendingCtx } from '@/lib/services/emails/send-email';
import type { Mail as Delivered } from '@/sandbox/mail/mailbox';
import { startMail, type RunningMail } from '@/sandbox/mail/start-mail';

/** The mail stand-in with the product's own adapter before it. One per test file. */
export const openPostOffice = () => {
  let running: RunningMail | undefined;
  beforeAll(async () => {
    running = await startMail();
  });
  afterAll(() => running?.close());
  const it = (): RunningMail => {
    if (!running) throw new Error('the post office opens before the first test');
    return running;
  };
  return {
    mail: (): Mail => openMail({ smtpUrl: it().smtpUrl, from: { name: 'Acme, Inc. "AI"', address: 'no-reply@acme.test' } }),
    /** What arrived for one person, oldest first. */
    inbox: async (to: string): Promise<Delivered[]> => ((await (await fetch(`${it().url}/messages?to=${encodeURIComponent(to)}`)).json()) as Delivered[]).reverse(),
  };
};

export const sending = (ctx: Ctx): SendingCtx => ({ ...ctx, renderEmail });
