import { endTrial, endTrialInput } from '@/lib/services/subscriptions/end-trial';
import { billing } from '@/lib/web/callers';
import { call, route } from '@/lib/web/route';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route({ POST: call(billing, endTrialInput, endTrial) });
