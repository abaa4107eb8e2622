import { readAlert, readAlertInput } from '@/lib/services/alerts/read-alert';
import { member } from '@/lib/web/callers';
import { call, route } from '@/lib/web/route';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route({ POST: call(member, readAlertInput, readAlert) });
