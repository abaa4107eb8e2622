import { getCurrentSubscription, getCurrentSubscriptionInput } from '@/lib/services/subscriptions/get-current-subscription';
import { member } from '@/lib/web/callers';
import { call, route } from '@/lib/web/route';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route({ GET: call(member, getCurrentSubscriptionInput, getCurrentSubscription) });
