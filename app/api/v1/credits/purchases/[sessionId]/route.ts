import { getCreditPurchase, getCreditPurchaseInput } from '@/lib/services/credits/get-credit-purchase';
import { member } from '@/lib/web/callers';
import { call, route } from '@/lib/web/route';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route({ GET: call(member, getCreditPurchaseInput, getCreditPurchase) });
