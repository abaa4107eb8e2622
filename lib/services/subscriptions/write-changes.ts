import type { WorkspaceCtx } from '@/lib/context';
import { newId } from '@/lib/domain/ids';
import { Prisma } from '@/lib/generated/prisma/client';
import { queueEmail } from '@/lib/services/emails/queue-email';
import type { Change } from './changes-between';
import { mailOfChange, type MailOf } from './mails-of-change';

/** Writes history and queues the mail that tells it, each fact once. Returns those that are new. */
export const writeChanges = async (ctx: WorkspaceCtx, changes: Change[]): Promise<Change[]> => {
  if (changes.length === 0) return [];
  const added = await ctx.db.subscriptionChange.createManyAndReturn({ data: changes.map((change, i) => rowOf(ctx, change, i)), skipDuplicates: true, select: { key: true } });
  const fresh = changes.filter((change) => added.some((row) => row.key === change.key));
  for (const change of fresh) {
    const mail = mailOfChange(change);
    if (mail) await queueMail(ctx, `change:${change.key}`, mail);
  }
  return fresh;
};

/** The kind and its data belong together, which `queueEmail` cannot see in a union. */
export const queueMail = async (ctx: WorkspaceCtx, key: string, { kind, data }: MailOf): Promise<void> => {
  await queueEmail(ctx, { workspaceId: ctx.workspaceId, kind, key, data } as Parameters<typeof queueEmail>[1]);
};

const rowOf = (ctx: WorkspaceCtx, { key, type, from, to, amountMinor, reason, feedback, by, effectiveAt }: Change, i: number): Prisma.SubscriptionChangeCreateManyInput => ({
  // What one sync found out has one time; the ids keep its order.
  id: newId('chg', ctx.now.getTime() + i), workspaceId: ctx.workspaceId, key, type, from: from ?? Prisma.DbNull, to: to ?? Prisma.DbNull, amountMinor,
  currency: (from ?? to)?.currency ?? null, reason, feedback, actorKind: by.kind, actorId: by.id, effectiveAt, at: ctx.now,
});
