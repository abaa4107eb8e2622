import type { Ctx, Role } from '@/lib/context';
import type { EmailData, EmailKind } from '@/lib/domain/emails';
import { newId } from '@/lib/domain/ids';
import type { Locale } from '@/lib/domain/locale';
import type { Prisma } from '@/lib/generated/prisma/client';
import { inTransaction } from '@/lib/services/in-transaction';

export type QueuedEmail<K extends EmailKind> = {
  /** Whose mail it is; the ctx's workspace unless given. */
  workspaceId?: string;
  kind: K;
  /** The fact that it tells, with that fact's own id, such as `receipt:in_1`: nobody gets two mails about one key. */
  key: string;
  data: EmailData[K];
  /** One person instead of the workspace's owner and billing members. */
  to?: { email: string; locale?: Locale };
  /** The workspace's members with these roles instead. */
  roles?: readonly Role[];
};

/** Tries after which a mail is given up: about sixteen hours, since each pause is e times as long as the one before. */
export const mostSends = 12;

/**
 * Queues a mail to everybody whom it concerns, in the caller's transaction: it is sent if that commits, and once per person and
 * key however often this is called. Returns how many are new.
 */
export const queueEmail = <K extends EmailKind>(ctx: Ctx, email: QueuedEmail<K>): Promise<number> =>
  inTransaction(ctx, async (tx) => {
    const workspaceId = email.workspaceId ?? tx.workspaceId;
    const recipients = email.to ? [{ email: email.to.email, locale: email.to.locale ?? 'en' }] : await membersOf(tx, workspaceId, email.roles ?? payers);
    const rows = recipients.map((one) => ({
      id: newId('eml', tx.now.getTime()), workspaceId, kind: email.kind, key: email.key, recipient: one.email, locale: one.locale,
      data: email.data as unknown as Prisma.InputJsonObject, status: 'queued', createdAt: tx.now,
    }));
    const added = await tx.db.email.createManyAndReturn({ data: rows, skipDuplicates: true, select: { id: true } });
    for (const { id } of added) await enqueueEmail(tx, id);
    return added.length;
  });

/** Asks the worker to send a mail now. Before the queue's tables are made nothing is asked: the sweep finds the mail later. */
export const enqueueEmail = async (ctx: Ctx, id: string): Promise<void> => {
  const [queue] = await ctx.db.$queryRaw<{ ready: boolean }[]>`SELECT to_regclass('graphile_worker.jobs') IS NOT NULL AS ready`;
  if (!queue?.ready) return;
  await ctx.db.$executeRaw`
    SELECT graphile_worker.add_job('send_email', json_build_object('id', ${id}::text), max_attempts := ${mostSends}::int,
      job_key := ${`email:${id}`}::text, job_key_mode := 'preserve_run_at')`;
};

const payers: readonly Role[] = ['owner', 'billing'];

const membersOf = async (ctx: Ctx, workspaceId: string | null, roles: readonly Role[]): Promise<{ email: string; locale: string }[]> => {
  if (workspaceId === null) throw new Error('a mail without a workspace needs a recipient');
  const members = await ctx.db.member.findMany({ where: { workspaceId, role: { in: [...roles] } }, select: { user: { select: { email: true, locale: true } } }, orderBy: { userId: 'asc' } });
  return members.map((member) => member.user);
};
