import { getDecision, getDecisionInput } from '@/lib/services/usage/get-decision';
import { member } from '@/lib/web/callers';
import { call, route } from '@/lib/web/route';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route({ GET: call(member, getDecisionInput, getDecision) });
