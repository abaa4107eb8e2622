import { purchaseCredits, purchaseCreditsInput } from '@/lib/services/credits/purchase-credits';
import { billing } from '@/lib/web/callers';
import { call, route } from '@/lib/web/route';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route({ POST: call(billing, purchaseCreditsInput, purchaseCredits) });
