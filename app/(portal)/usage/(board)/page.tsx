import type { Metadata } from 'next';
import { callsPageSize } from '@/components/usage/calls-page-size';
import { mainLimit, mainMeter } from '@/components/usage/main-limit';
import { rangeFrom, spanOf } from '@/components/usage/range';
import { UsageBoard } from '@/components/usage/usage-board';
import { getCurrentUsage } from '@/lib/services/usage/get-current-usage';
import { getUsageBreakdown } from '@/lib/services/usage/get-usage-breakdown';
import { getUsageHistory } from '@/lib/services/usage/get-usage-history';
import { listRecentCalls } from '@/lib/services/usage/list-recent-calls';
import { memberPage } from '@/lib/web/page';

export const metadata: Metadata = { title: 'Usage' };

type UsagePageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> };

const UsagePage = async ({ searchParams }: UsagePageProps) => {
  const ctx = await memberPage();
  const asked = await searchParams;
  const usage = await getCurrentUsage(ctx, {});
  const shown = usage.meters.find((one) => one.meter === asked.meter) ?? mainMeter(usage);
  const meter = shown?.meter ?? ctx.catalog.mainMeter;
  const range = rangeFrom(asked.range);
  const span = spanOf(range, usage.asOf, shown && mainLimit(shown));
  const [history, byOperation, byKey, calls] = await Promise.all([
    getUsageHistory(ctx, { ...span, granularity: 'day', meter }),
    getUsageBreakdown(ctx, { by: 'operation', ...span, meter }),
    getUsageBreakdown(ctx, { by: 'key', ...span, meter }),
    listRecentCalls(ctx, { limit: callsPageSize }),
  ]);
  return (
    <UsageBoard choice={{ meter, range, view: asked.view === 'total' ? 'total' : 'daily' }} usage={usage} history={history} byOperation={byOperation} byKey={byKey} calls={calls} />
  );
};

export default UsagePage;
