import { changeSubscription, changeSubscriptionInput } from '@/lib/services/subscriptions/change-subscription';
import { billing } from '@/lib/web/callers';
import { call, route } from '@/lib/web/route';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route({ POST: call(billing, changeSubscriptionInput, changeSubscription) });
