import { getMe, getMeInput } from '@/lib/services/identity/get-me';
import { switchWorkspace, switchWorkspaceInput } from '@/lib/services/workspaces/switch-workspace';
import { member, signedIn } from '@/lib/web/callers';
import { call, route } from '@/lib/web/route';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route({
  GET: call(member, getMeInput, getMe),
  PATCH: call(signedIn, switchWorkspaceInput, switchWorkspace, { status: 204 }),
});
