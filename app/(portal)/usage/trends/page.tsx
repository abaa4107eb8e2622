import type { Metadata } from 'next';
import { TrendsBoard } from '@/components/usage/trends-board';
import { trendMetrics, trendMonths } from '@/lib/domain/views/trend-view';
import { getUsageBreakdown } from '@/lib/services/usage/get-usage-breakdown';
import { getUsageTrends } from '@/lib/services/usage/get-usage-trends';
import { memberPage } from '@/lib/web/page';

export const metadata: Metadata = { title: 'Trends' };

type TrendsPageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> };

const TrendsPage = async ({ searchParams }: TrendsPageProps) => {
  const ctx = await memberPage();
  const asked = await searchParams;
  const hasModels = Object.keys(ctx.catalog.providers ?? {}).length > 0;
  const months = trendMonths.find((one) => String(one) === asked.months) ?? 3;
  const metric = hasModels ? (trendMetrics.find((one) => one === asked.metric) ?? 'cost') : 'calls';
  const trends = await getUsageTrends(ctx, { months, metric });
  const kinds = hasModels ? (['provider', 'model', 'member'] as const) : (['operation', 'member'] as const);
  const meter = ctx.catalog.mainMeter;
  const breakdowns = await Promise.all(kinds.map((by) => getUsageBreakdown(ctx, { by, from: trends.from, to: trends.to, meter })));
  return <TrendsBoard choice={{ months, metric }} hasModels={hasModels} meter={meter} trends={trends} breakdowns={breakdowns} />;
};

export default TrendsPage;
