import { deleteOwnLimit, deleteOwnLimitInput } from '@/lib/services/own-limits/delete-own-limit';
import { admin } from '@/lib/web/callers';
import { call, route } from '@/lib/web/route';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route({ DELETE: call(admin, deleteOwnLimitInput, deleteOwnLimit, { status: 204 }) });
