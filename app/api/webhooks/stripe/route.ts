import { route } from '@/lib/web/route';
import { stripeWebhook } from '@/lib/web/webhook';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route({ POST: stripeWebhook });
