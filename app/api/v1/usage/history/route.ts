import { getUsageHistory, getUsageHistoryInput } from '@/lib/services/usage/get-usage-history';
import { member } from '@/lib/web/callers';
import { call, route } from '@/lib/web/route';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route({ GET: call(member, getUsageHistoryInput, getUsageHistory) });
