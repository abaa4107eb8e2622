import { getUsageBreakdown, getUsageBreakdownInput } from '@/lib/services/usage/get-usage-breakdown';
import { member } from '@/lib/web/callers';
import { call, route } from '@/lib/web/route';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route({ GET: call(member, getUsageBreakdownInput, getUsageBreakdown) });
