import { getRetentionOffer, getRetentionOfferInput } from '@/lib/services/subscriptions/get-retention-offer';
import { billing } from '@/lib/web/callers';
import { call, route } from '@/lib/web/route';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route({ GET: call(billing, getRetentionOfferInput, getRetentionOffer) });
