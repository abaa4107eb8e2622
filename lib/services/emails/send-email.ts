import { z } from 'zod';
import type { Ctx } from '@/lib/context';
import type { EmailRequest } from '@/lib/domain/email-words/email-content';
import type { EmailData, EmailKind } from '@/lib/domain/emails';
import type { Locale } from '@/lib/domain/locale';
import { inTransaction } from '@/lib/services/in-transaction';
import { mostSends } from './queue-email';

export const sendEmailInput = z.strictObject({ id: z.string() });

/** Sets a mail in HTML and in text. */
export type RenderEmail = (email: EmailRequest) => Promise<{ subject: string; html: string; text: string }>;

export type SendingCtx = Ctx & { renderEmail: RenderEmail };

/** `skipped`: sent before, being sent by another worker, given up, or unknown. `waiting`: there is no mail server yet. */
export type SendResult = { kind: 'sent' | 'skipped' | 'waiting' | 'failed' };

/** Most milliseconds of a transaction that talks to the mail server: longer than the server is waited for. */
const timeoutMs = 60_000;

/**
 * Sends a queued mail. Safe to run any number of times and at once: the row stays locked while the server takes the mail, and is
 * marked sent with it. Only a crash between the two sends it twice, and then under the same Message-ID. A failure is counted and
 * thrown, so that the worker tries again later; what the server refuses for good, or the last try, makes it `failed`.
 */
export const sendEmail = async (ctx: SendingCtx, input: z.input<typeof sendEmailInput>): Promise<SendResult> => {
  const { id } = sendEmailInput.parse(input);
  if (ctx.mail === null) return { kind: 'waiting' };
  return inTransaction(ctx, (tx) => sendOnce(tx, id), { timeoutMs }).catch((reason: unknown) => noteFailure(ctx, id, reason));
};

type QueuedRow = { kind: EmailKind; recipient: string; locale: Locale; data: EmailData[EmailKind] };

const sendOnce = async (tx: SendingCtx, id: string): Promise<SendResult> => {
  const [row] = await tx.db.$queryRaw<QueuedRow[]>`SELECT kind, recipient, locale, data FROM emails WHERE id = ${id} AND status = 'queued' FOR UPDATE SKIP LOCKED`;
  if (!row || tx.mail === null) return { kind: 'skipped' };
  const { kind, data, locale, recipient } = row;
  const rendered = await tx.renderEmail({ kind, data, locale, catalog: tx.catalog, origin: tx.origin });
  // Marked before it is handed over: what the database refuses to write is not sent.
  await tx.db.email.update({ where: { id }, data: { status: 'sent', sentAt: tx.now, attempts: { increment: 1 }, lastError: null } });
  const answer = await tx.mail.send({ id, to: recipient, ...rendered });
  if (answer.kind === 'sent') return { kind: 'sent' };
  await tx.db.email.update({ where: { id }, data: { status: 'failed', sentAt: null, lastError: textOf(answer.reason) } });
  tx.log.warn({ emailId: id, kind, reason: answer.reason }, 'a mail was refused by the mail server');
  return { kind: 'failed' };
};

const noteFailure = async (ctx: Ctx, id: string, reason: unknown): Promise<SendResult> => {
  const lastError = textOf(reason instanceof Error ? `${reason.name}: ${reason.message}` : String(reason));
  const [row] = await ctx.db.$queryRaw<{ status: string }[]>`
    UPDATE emails SET attempts = attempts + 1, last_error = ${lastError}, status = CASE WHEN attempts + 1 >= ${mostSends}::int THEN 'failed' ELSE status END
    WHERE id = ${id} AND status = 'queued' RETURNING status`;
  if (row?.status !== 'failed') throw reason;
  ctx.log.error({ emailId: id, err: reason }, 'a mail was given up after the last try');
  return { kind: 'failed' };
};

const textOf = (reason: string): string => reason.replaceAll('\0', '').slice(0, 2_000);
