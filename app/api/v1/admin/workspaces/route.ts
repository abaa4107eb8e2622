import { searchWorkspaces, searchWorkspacesInput } from '@/lib/services/workspaces/search-workspaces';
import { operator } from '@/lib/web/callers';
import { call, route } from '@/lib/web/route';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route({ GET: call(operator, searchWorkspacesInput, searchWorkspaces) });
