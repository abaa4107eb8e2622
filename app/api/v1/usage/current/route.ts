import { getCurrentUsage, getCurrentUsageInput } from '@/lib/services/usage/get-current-usage';
import { member } from '@/lib/web/callers';
import { call, route } from '@/lib/web/route';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route({ GET: call(member, getCurrentUsageInput, getCurrentUsage) });
