import { getCheckout, getCheckoutInput } from '@/lib/services/subscriptions/get-checkout';
import { member } from '@/lib/web/callers';
import { call, route } from '@/lib/web/route';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route({ GET: call(member, getCheckoutInput, getCheckout) });
