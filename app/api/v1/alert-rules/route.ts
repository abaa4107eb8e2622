import { getAlertRules, getAlertRulesInput } from '@/lib/services/alerts/get-alert-rules';
import { putAlertRules, putAlertRulesInput } from '@/lib/services/alerts/put-alert-rules';
import { admin, member } from '@/lib/web/callers';
import { call, route } from '@/lib/web/route';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route({
  GET: call(member, getAlertRulesInput, getAlertRules),
  PUT: call(admin, putAlertRulesInput, putAlertRules),
});
