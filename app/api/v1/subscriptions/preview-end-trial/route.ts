import { previewEndTrial, previewEndTrialInput } from '@/lib/services/subscriptions/preview-end-trial';
import { billing } from '@/lib/web/callers';
import { call, route } from '@/lib/web/route';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route({ GET: call(billing, previewEndTrialInput, previewEndTrial) });
