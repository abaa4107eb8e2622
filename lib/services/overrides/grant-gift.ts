import type { WorkspaceCtx } from '@/lib/context';
import { newId } from '@/lib/domain/ids';
import { lockMeter } from '@/lib/services/usage/lock-meter';

/** Gifts are spent before packs, which were paid for. */
const giftPriority = 50;

/** Gives a workspace units of a meter. `reason` is the exception's id, which makes the grant once. Answers the grant's id. */
export const grantGift = async (tx: WorkspaceCtx, given: { meter: string; units: number; reason: string; expiresAt: Date | null }): Promise<string> => {
  const { meter, units, reason, expiresAt } = given;
  const id = newId('grt', tx.now.getTime());
  await lockMeter(tx);
  await tx.db.creditGrant.create({ data: { id, workspaceId: tx.workspaceId, meter, source: 'gift', sourceKey: reason, units: BigInt(units), priority: giftPriority, expiresAt, createdAt: tx.now } });
  await tx.db.creditEntry.create({ data: { id: newId('ent', tx.now.getTime()), grantId: id, kind: 'granted', units: BigInt(units), reason, at: tx.now } });
  return id;
};

/** Takes back what is left of a gift, by a movement of its own. What was spent stays spent. Answers how much that was. */
export const takeBackGift = async (tx: WorkspaceCtx, { grantId, reason }: { grantId: string; reason: string }): Promise<number> => {
  await lockMeter(tx);
  const { remaining } = await tx.db.creditGrant.findUniqueOrThrow({ where: { id: grantId, workspaceId: tx.workspaceId } });
  if (remaining > 0n) await tx.db.creditEntry.create({ data: { id: newId('ent', tx.now.getTime()), grantId, kind: 'revoked', units: -remaining, reason, at: tx.now } });
  return Number(remaining);
};
