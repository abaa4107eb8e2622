import { undoScheduledChange, undoScheduledChangeInput } from '@/lib/services/subscriptions/undo-scheduled-change';
import { billing } from '@/lib/web/callers';
import { call, route } from '@/lib/web/route';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route({ DELETE: call(billing, undoScheduledChangeInput, undoScheduledChange) });
