import { cookies } from 'next/headers';
import type { ReactNode } from 'react';
import { BillingBanner } from '@/components/billing/billing-banner';
import { dismissedCookieName, readDismissed } from '@/components/billing/dismissed-notices';
import { PortalFrame } from '@/components/shell/portal-frame';
import { localize } from '@/lib/domain/locale';
import { listAlerts } from '@/lib/services/alerts/list-alerts';
import { getMe } from '@/lib/services/identity/get-me';
import { getCurrentSubscription } from '@/lib/services/subscriptions/get-current-subscription';
import { getCurrentUsage } from '@/lib/services/usage/get-current-usage';
import { memberPage } from '@/lib/web/page';

const PortalLayout = async ({ children }: { children: ReactNode }) => {
  const ctx = await memberPage();
  const [me, usage, subscription, { unread }, jar] = await Promise.all([getMe(ctx, {}), getCurrentUsage(ctx, {}), getCurrentSubscription(ctx, {}), listAlerts(ctx, { limit: 1 }), cookies()]);
  const dismissed = readDismissed(jar.get(dismissedCookieName)?.value);
  const notice = <BillingBanner initial={subscription} now={ctx.now.toISOString()} role={me.role} dismissed={dismissed} />;
  const offers = [...(Object.keys(ctx.catalog.creditPacks ?? {}).length > 0 ? (['credits'] as const) : []), ...(me.user.isOperator ? (['operator'] as const) : [])];
  return <PortalFrame me={me} usage={usage} unread={unread} offers={offers} product={localize(ctx.catalog.name, ctx.locale)} notice={notice}>{children}</PortalFrame>;
};

export default PortalLayout;
