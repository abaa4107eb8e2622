import { listHistory, listHistoryInput } from '@/lib/services/subscriptions/list-history';
import { member } from '@/lib/web/callers';
import { call, route } from '@/lib/web/route';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route({ GET: call(member, listHistoryInput, listHistory) });
