import type { Metadata } from 'next';
import Link from 'next/link';
import { PageHeader } from '@/components/shell/page-header';
import { Button } from '@/components/ui/button';
import { mainMeter } from '@/components/usage/main-limit';
import { OverviewBoard } from '@/components/usage/overview-board';
import { overviewCalls, overviewRange } from '@/components/usage/overview-scope';
import { spanOf } from '@/components/usage/range';
import { listApiKeys } from '@/lib/services/api-keys/list-api-keys';
import { getCurrentSubscription } from '@/lib/services/subscriptions/get-current-subscription';
import { getCurrentUsage } from '@/lib/services/usage/get-current-usage';
import { getUsageHistory } from '@/lib/services/usage/get-usage-history';
import { listRecentCalls } from '@/lib/services/usage/list-recent-calls';
import { memberPage } from '@/lib/web/page';

export const metadata: Metadata = { title: 'Overview' };

const OverviewPage = async () => {
  const ctx = await memberPage();
  const usage = await getCurrentUsage(ctx, {});
  const span = spanOf(overviewRange, usage.asOf, undefined);
  const [history, calls, subscription, keys] = await Promise.all([
    getUsageHistory(ctx, { ...span, granularity: 'day', meter: mainMeter(usage)?.meter }),
    listRecentCalls(ctx, { limit: overviewCalls }),
    getCurrentSubscription(ctx, {}),
    listApiKeys(ctx, {}),
  ]);
  const isNew = calls.data.length === 0 && keys.live === 0;
  const isPressed = usage.meters.some((meter) => meter.limits.some((limit) => limit.window !== 'minute' && limit.status === 'limit_reached'));
  return (
    <>
      <PageHeader title="Overview">{!isNew && <Button asChild variant={isPressed ? 'secondary' : 'primary'}><Link href="/api-keys?new=1">Create API key</Link></Button>}</PageHeader>
      <OverviewBoard usage={usage} history={history} calls={calls} subscription={subscription} example={{ origin: ctx.origin, ...ctx.catalog.example }} hasKey={keys.live > 0} />
    </>
  );
};

export default OverviewPage;
