import type { Metadata } from 'next';
import { PageHeader } from '@/components/shell/page-header';
import { SettingsBoard } from '@/components/shell/settings-board';
import { getMe } from '@/lib/services/identity/get-me';
import { memberPage } from '@/lib/web/page';

export const metadata: Metadata = { title: 'Settings' };

const SettingsPage = async () => {
  const ctx = await memberPage();
  return (
    <>
      <PageHeader title="Settings" />
      <SettingsBoard me={await getMe(ctx, {})} />
    </>
  );
};

export default SettingsPage;
