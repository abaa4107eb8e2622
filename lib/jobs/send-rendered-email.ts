import type { z } from 'zod';
import type { Ctx } from '@/lib/context';
import { sendEmail, type sendEmailInput, type SendResult } from '@/lib/services/emails/send-email';

/** Sends a queued mail as `components/emails` sets it. The templates are loaded with the first mail, not with the list of jobs. */
export const sendRenderedEmail = async (ctx: Ctx, input: z.output<typeof sendEmailInput>): Promise<SendResult> => {
  const { renderEmail } = await import('@/components/emails/render-email');
  return sendEmail({ ...ctx, renderEmail }, input);
};
