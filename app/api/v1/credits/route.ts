import { getCredits, getCreditsInput } from '@/lib/services/credits/get-credits';
import { member } from '@/lib/web/callers';
import { call, route } from '@/lib/web/route';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route({ GET: call(member, getCreditsInput, getCredits) });
