import { getWorkspace, getWorkspaceInput } from '@/lib/services/workspaces/get-workspace';
import { operator } from '@/lib/web/callers';
import { call, route } from '@/lib/web/route';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route({ GET: call(operator, getWorkspaceInput, getWorkspace) });
