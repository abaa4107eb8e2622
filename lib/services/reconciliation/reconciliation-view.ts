import type { ReconciliationView } from '@/lib/domain/views/billing-view';
import type { Reconciliation } from '@/lib/generated/prisma/client';

export const reconciliationView = (row: Reconciliation): ReconciliationView => ({
  id: row.id, startedAt: row.startedAt.toISOString(), finishedAt: row.finishedAt?.toISOString() ?? null, checked: row.checked, drifts: row.drifts,
  details: row.details as ReconciliationView['details'],
});
