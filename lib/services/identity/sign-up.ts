import { z } from 'zod';
import type { Ctx } from '@/lib/context';
import { addressGroup } from '@/lib/domain/address-group';
import { AppError } from '@/lib/domain/app-error';
import { attemptLimits } from '@/lib/domain/attempt-limits';
import { newId } from '@/lib/domain/ids';
import { recordAudit } from '@/lib/services/audit/record-audit';
import { queueEmail } from '@/lib/services/emails/queue-email';
import { inTransaction } from '@/lib/services/in-transaction';
import { openWorkspace } from '@/lib/services/workspaces/open-workspace';
import { countAttempt } from './count-attempt';
import { emailAddress, newPassword } from './credentials';

export const signUpInput = z.strictObject({ email: emailAddress, password: newPassword, name: z.string().trim().min(1).max(80).optional() });

export type SignedUp = { user: { id: string; email: string; name: string }; workspace: { id: string; name: string } };

/** Makes a user, a workspace on the default plan and its owner, and queues a welcome, all or none. 409 `email_taken`; 429 per address. */
export const signUp = async (ctx: Ctx, input: z.output<typeof signUpInput>): Promise<SignedUp> => {
  if ('ip' in ctx.actor) await countAttempt(ctx, `sign-up:${addressGroup(ctx.actor.ip)}`, attemptLimits.signUpPerAddress);
  const passwordHash = await ctx.password.hash(input.password);
  return inTransaction(ctx, async (tx) => {
    const user = { id: newId('usr', tx.now.getTime()), email: input.email, name: input.name ?? nameFrom(input.email) };
    const { count } = await tx.db.user.createMany({ data: [{ ...user, passwordHash, locale: tx.locale, createdAt: tx.now }], skipDuplicates: true });
    if (count === 0) throw new AppError('email_taken', 'There is already an account with this e-mail address. Sign in instead.');
    const workspace = await openWorkspace(tx, { name: `${user.name}’s workspace`, ownerId: user.id });
    await recordAudit({ ...tx, workspaceId: workspace.id }, { action: 'user.signed_up', subject: user.id });
    await queueEmail(tx, { workspaceId: workspace.id, kind: 'welcome', key: `welcome:${user.id}`, data: { name: user.name, plan: tx.catalog.defaultPlan }, to: { email: user.email, locale: tx.locale } });
    return { user, workspace };
  });
};

const nameFrom = (email: string): string => email.split('@')[0]?.slice(0, 80) || email;
