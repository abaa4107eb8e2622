import { exportUsage, exportUsageInput } from '@/lib/services/usage/export-usage';
import { member } from '@/lib/web/callers';
import { call, route } from '@/lib/web/route';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route({ GET: call(member, exportUsageInput, exportUsage) });
