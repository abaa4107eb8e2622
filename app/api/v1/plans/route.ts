import { listPlans, listPlansInput } from '@/lib/services/plans/list-plans';
import { anyone } from '@/lib/web/callers';
import { call, route } from '@/lib/web/route';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route({ GET: call(anyone, listPlansInput, listPlans) });
