import type { WorkspaceCtx } from '@/lib/context';
import { AppError } from '@/lib/domain/app-error';
import { fingerprintOf, inTheWayOf, readLive, type Live } from './read-live';
import type { InTheWay } from './intent-kinds';

/** The live subscription, or 409: there is nothing to cancel, pause or keep. */
export const mustBeLive = async (ctx: WorkspaceCtx): Promise<Live> => {
  const live = await readLive(ctx);
  if (!live) throw new AppError('conflict', 'This workspace has no subscription.');
  return live;
};

/** What every intent carries. */
export const intentBasis = (live: Live, given: { reason?: string; feedback?: string } = {}): { subscription: string; fingerprint: string; inTheWay: InTheWay; reason: string | null; feedback: string | null } => ({
  subscription: live.subscription.id, fingerprint: fingerprintOf(live), inTheWay: inTheWayOf(live), reason: given.reason ?? null, feedback: given.feedback ?? null,
});

export const nothingInTheWay: InTheWay = { scheduleId: null, scheduled: null, cancel: null, pendingInvoiceId: null };
