import type { ReactNode } from 'react';
import { PortalFrame } from '@/components/shell/portal-frame';
import { localize } from '@/lib/domain/locale';
import { getMe } from '@/lib/services/identity/get-me';
import { getCurrentUsage } from '@/lib/services/usage/get-current-usage';
import { memberPage } from '@/lib/web/page';

const PortalLayout = async ({ children }: { children: ReactNode }) => {
  const ctx = await memberPage();
  const [me, usage] = await Promise.all([getMe(ctx, {}), getCurrentUsage(ctx, {})]);
  return <PortalFrame me={me} usage={usage} product={localize(ctx.catalog.name, ctx.locale)}>{children}</PortalFrame>;
};

export default PortalLayout;
