import { getPlan, getPlanInput } from '@/lib/services/plans/get-plan';
import { anyone } from '@/lib/web/callers';
import { call, route } from '@/lib/web/route';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route({ GET: call(anyone, getPlanInput, getPlan) });
