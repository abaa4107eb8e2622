import type { Metadata } from 'next';
import type { ReactNode } from 'react';
import { AdminFrame } from '@/components/admin/admin-frame';
import { localize } from '@/lib/domain/locale';
import { operatorPage } from '@/lib/web/page';

export const metadata: Metadata = { title: { default: 'Operator', template: '%s · Operator' } };

const AdminLayout = async ({ children }: { children: ReactNode }) => {
  const ctx = await operatorPage();
  return <AdminFrame product={localize(ctx.catalog.name, ctx.locale)}>{children}</AdminFrame>;
};

export default AdminLayout;
