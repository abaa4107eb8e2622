import { listReconciliations, listReconciliationsInput } from '@/lib/services/reconciliation/list-reconciliations';
import { reconcile, reconcileInput } from '@/lib/services/reconciliation/reconcile';
import { operator } from '@/lib/web/callers';
import { call, route } from '@/lib/web/route';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route({ GET: call(operator, listReconciliationsInput, listReconciliations), POST: call(operator, reconcileInput, reconcile, { status: 201 }) });
