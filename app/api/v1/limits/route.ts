import { listOwnLimits, listOwnLimitsInput } from '@/lib/services/own-limits/list-own-limits';
import { putOwnLimit, putOwnLimitInput } from '@/lib/services/own-limits/put-own-limit';
import { admin, member } from '@/lib/web/callers';
import { call, route } from '@/lib/web/route';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route({
  GET: call(member, listOwnLimitsInput, listOwnLimits),
  PUT: call(admin, putOwnLimitInput, putOwnLimit),
});
