import type { Metadata } from 'next';
import { HistoryBoard } from '@/components/billing/history-board';
import { historyPageSize } from '@/components/billing/history-page-size';
import { BackLink } from '@/components/shell/back-link';
import { PageHeader } from '@/components/shell/page-header';
import { listHistory } from '@/lib/services/subscriptions/list-history';
import { memberPage } from '@/lib/web/page';

export const metadata: Metadata = { title: 'History of changes' };

const HistoryPage = async () => {
  const ctx = await memberPage();
  const history = await listHistory(ctx, { limit: historyPageSize });
  return (
    <>
      <BackLink href="/plans">Plans</BackLink>
      <PageHeader title="History of changes" description="Who changed the plan, when, from what to what. Times are UTC." />
      <HistoryBoard initial={history} />
    </>
  );
};

export default HistoryPage;
