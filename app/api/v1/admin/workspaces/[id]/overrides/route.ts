import { createOverride, createOverrideInput } from '@/lib/services/overrides/create-override';
import { listOverrides, listOverridesInput } from '@/lib/services/overrides/list-overrides';
import { operator } from '@/lib/web/callers';
import { call, route } from '@/lib/web/route';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route({
  GET: call(operator, listOverridesInput, listOverrides),
  POST: call(operator, createOverrideInput, createOverride, { status: 201 }),
});
