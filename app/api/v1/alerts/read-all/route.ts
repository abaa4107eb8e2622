import { readAllAlerts, readAllAlertsInput } from '@/lib/services/alerts/read-all-alerts';
import { member } from '@/lib/web/callers';
import { call, route } from '@/lib/web/route';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route({ POST: call(member, readAllAlertsInput, readAllAlerts) });
