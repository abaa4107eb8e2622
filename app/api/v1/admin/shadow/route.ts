import { getShadowReport, getShadowReportInput } from '@/lib/services/shadow/get-shadow-report';
import { operator } from '@/lib/web/callers';
import { call, route } from '@/lib/web/route';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route({ GET: call(operator, getShadowReportInput, getShadowReport) });
