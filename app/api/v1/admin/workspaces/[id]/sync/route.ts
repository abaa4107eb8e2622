import { resyncWorkspace, resyncWorkspaceInput } from '@/lib/services/reconciliation/resync-workspace';
import { operator } from '@/lib/web/callers';
import { call, route } from '@/lib/web/route';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route({ POST: call(operator, resyncWorkspaceInput, resyncWorkspace) });
