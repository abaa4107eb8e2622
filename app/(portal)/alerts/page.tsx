import type { Metadata } from 'next';
import { AlertsBoard } from '@/components/alerts/alerts-board';
import { askedBy, filterFrom } from '@/components/alerts/alert-queries';
import { getAlertRules } from '@/lib/services/alerts/get-alert-rules';
import { listAlerts } from '@/lib/services/alerts/list-alerts';
import { getMe } from '@/lib/services/identity/get-me';
import { memberPage } from '@/lib/web/page';

export const metadata: Metadata = { title: 'Alerts' };

const AlertsPage = async ({ searchParams }: { searchParams: Promise<{ show?: string | string[] }> }) => {
  const ctx = await memberPage();
  const filter = filterFrom((await searchParams).show);
  const [alerts, rules, me] = await Promise.all([listAlerts(ctx, askedBy(filter)), getAlertRules(ctx, {}), getMe(ctx, {})]);
  return <AlertsBoard filter={filter} initial={alerts} rules={rules} mayEdit={me.role === 'owner' || me.role === 'admin'} />;
};

export default AlertsPage;
