import { acceptRetentionOffer, acceptRetentionOfferInput } from '@/lib/services/subscriptions/accept-retention-offer';
import { billing } from '@/lib/web/callers';
import { call, route } from '@/lib/web/route';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route({ POST: call(billing, acceptRetentionOfferInput, acceptRetentionOffer) });
