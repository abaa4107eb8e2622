import { z } from 'zod';
import type { Ctx, WorkspaceCtx } from '@/lib/context';
import type { Window } from '@/lib/domain/catalog';
import { mailPercent } from '@/lib/domain/quota-status';
import type { Alert } from '@/lib/generated/prisma/client';
import { queueEmail } from '@/lib/services/emails/queue-email';
import { adminRoles } from '@/lib/services/identity/require-role';
import { inTransaction } from '@/lib/services/in-transaction';
import { nameScopes } from '@/lib/services/own-limits/name-scopes';
import { beyondAlert } from './beyond-alert';

export const notifyAlertsInput = z.strictObject({});

const atOnce = 200;
const most = 5_000;

/**
 * Writes to owners and admins about alerts that nobody was written to about: once each, from the threshold on from which mail is
 * sent, unless the workspace's rule says no. Returns how many mails are new.
 */
export const notifyAlerts = async (ctx: Ctx, _input: z.input<typeof notifyAlertsInput> = {}): Promise<number> => {
  let mails = 0;
  for (let seen = 0; seen < most; seen += atOnce) {
    const batch = await inTransaction(ctx, notifyBatch);
    mails += batch.mails;
    if (batch.alerts < atOnce) break;
  }
  return mails;
};

const notifyBatch = async (tx: Ctx): Promise<{ alerts: number; mails: number }> => {
  const due = await tx.db.$queryRaw<{ id: string }[]>`SELECT id FROM alerts WHERE notified_at IS NULL ORDER BY at LIMIT ${atOnce}::int FOR UPDATE SKIP LOCKED`;
  const ids = due.map(({ id }) => id);
  const alerts = await tx.db.alert.findMany({ where: { id: { in: ids } }, orderBy: [{ at: 'asc' }, { threshold: 'asc' }] });
  let mails = 0;
  for (const alert of alerts) mails += await notifyOne({ ...tx, workspaceId: alert.workspaceId }, alert);
  await tx.db.alert.updateMany({ where: { id: { in: ids } }, data: { notifiedAt: tx.now } });
  return { alerts: alerts.length, mails };
};

const notifyOne = async (tx: WorkspaceCtx, alert: Alert): Promise<number> => {
  if (alert.threshold < mailPercent) return 0;
  const rule = await tx.db.alertRule.findUnique({ where: { workspaceId_meter: { workspaceId: tx.workspaceId, meter: alert.meter } } });
  if (rule?.email === false) return 0;
  const { kind, name } = (await nameScopes(tx, [alert.scope]))(alert.scope);
  return queueEmail(tx, {
    kind: 'usage_alert', key: `usage_alert:${alert.id}`, roles: adminRoles,
    data: {
      meter: alert.meter, window: alert.window as Window, scope: { kind, name }, threshold: alert.threshold, limit: Number(alert.limit), used: Number(alert.used), beyond: await beyondAlert(tx, alert),
      at: alert.at.toISOString(), resetsAt: alert.windowEnd.toISOString(), decisionId: alert.decisionId,
    },
  });
};
