import { getDebtReport, getDebtReportInput } from '@/lib/services/debt/get-debt-report';
import { operator } from '@/lib/web/callers';
import { call, route } from '@/lib/web/route';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route({ GET: call(operator, getDebtReportInput, getDebtReport) });
