import { createSetupIntent, createSetupIntentInput } from '@/lib/services/payment-methods/create-setup-intent';
import { billing } from '@/lib/web/callers';
import { call, route } from '@/lib/web/route';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route({ POST: call(billing, createSetupIntentInput, createSetupIntent, { status: 201, answersSecret: true }) });
