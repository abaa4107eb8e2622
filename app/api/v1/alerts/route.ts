import { listAlerts, listAlertsInput } from '@/lib/services/alerts/list-alerts';
import { member } from '@/lib/web/callers';
import { call, route } from '@/lib/web/route';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route({ GET: call(member, listAlertsInput, listAlerts) });
