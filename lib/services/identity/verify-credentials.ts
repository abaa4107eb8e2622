import { z } from 'zod';
import type { Ctx } from '@/lib/context';
import { addressGroup } from '@/lib/domain/address-group';
import { AppError } from '@/lib/domain/app-error';
import { attemptLimits } from '@/lib/domain/attempt-limits';
import { countAttempt } from './count-attempt';
import { emailAddress } from './credentials';

export const verifyCredentialsInput = z.strictObject({ email: emailAddress, password: z.string().min(1).max(200) });

export type Verified = { id: string; email: string; name: string };

/** The hash of a password that nobody has, with the settings of all others: an unknown account costs as much time as a wrong password. */
export const nobodysHash = '$argon2id$v=19$m=19456,t=2,p=1$VzKX+sMjU9aM86WCYcDbYA$H9mt1UH3yOZA9Sz4uzdeMAgJlH+sWykqUlvdRUxR2eg';

/**
 * The user with this e-mail address and password. Throws the same 401 `invalid_credentials` for an unknown address and a wrong
 * password, and 429 `too_many_attempts` after too many failures for the account or from the caller's address.
 */
export const verifyCredentials = async (ctx: Ctx, input: z.output<typeof verifyCredentialsInput>): Promise<Verified> => {
  // The address comes first: one that is shut out must not shut others out of their accounts.
  const takeBacks = 'ip' in ctx.actor ? [await countAttempt(ctx, `sign-in:address:${addressGroup(ctx.actor.ip)}`, attemptLimits.signInPerAddress)] : [];
  takeBacks.push(await countAttempt(ctx, `sign-in:account:${input.email}`, attemptLimits.signInPerAccount));
  const user = await ctx.db.user.findUnique({ where: { email: input.email } });
  const isRight = await ctx.password.verify(user?.passwordHash ?? nobodysHash, input.password);
  if (!isRight || !user?.passwordHash) throw new AppError('invalid_credentials', 'The e-mail address or the password is wrong.');
  for (const takeBack of takeBacks) await takeBack();
  return { id: user.id, email: user.email, name: user.name };
};
