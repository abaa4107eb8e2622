import { revokeOverride, revokeOverrideInput } from '@/lib/services/overrides/revoke-override';
import { operator } from '@/lib/web/callers';
import { call, route } from '@/lib/web/route';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route({ POST: call(operator, revokeOverrideInput, revokeOverride) });
