import { listRecentCalls, listRecentCallsInput } from '@/lib/services/usage/list-recent-calls';
import { member } from '@/lib/web/callers';
import { call, route } from '@/lib/web/route';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route({ GET: call(member, listRecentCallsInput, listRecentCalls) });
