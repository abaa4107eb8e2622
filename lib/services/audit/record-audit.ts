import type { Actor, Ctx } from '@/lib/context';
import { newId } from '@/lib/domain/ids';
import type { Prisma } from '@/lib/generated/prisma/client';

export type AuditFact = {
  /** `noun.verb`, past tense: `api_key.revoked`. */
  action: string;
  /** The id of what changed. */
  subject: string;
  before?: Prisma.InputJsonObject;
  after?: Prisma.InputJsonObject;
};

/** Writes who did what, in the caller's transaction. Never pass a secret. */
export const recordAudit = async (ctx: Ctx, fact: AuditFact): Promise<void> => {
  await ctx.db.auditEntry.create({
    data: {
      id: newId('aud', ctx.now.getTime()), workspaceId: ctx.workspaceId, actorKind: ctx.actor.kind, actorId: actorId(ctx.actor),
      action: fact.action, subject: fact.subject, before: fact.before, after: fact.after, requestId: ctx.requestId, at: ctx.now,
    },
  });
};

const actorId = (actor: Actor): string | null => {
  switch (actor.kind) {
    case 'member':
    case 'operator':
      return actor.userId;
    case 'apiKey':
      return actor.keyId;
    case 'job':
      return actor.job;
    case 'anonymous':
    case 'edge':
    case 'stripe':
      return null;
  }
};
