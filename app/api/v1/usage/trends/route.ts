import { getUsageTrends, getUsageTrendsInput } from '@/lib/services/usage/get-usage-trends';
import { member } from '@/lib/web/callers';
import { call, route } from '@/lib/web/route';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route({ GET: call(member, getUsageTrendsInput, getUsageTrends) });
