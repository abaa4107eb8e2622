import type { Metadata } from 'next';
import { WorkspacesBoard } from '@/components/admin/workspaces-board';
import { searchWorkspaces } from '@/lib/services/workspaces/search-workspaces';
import { operatorPage } from '@/lib/web/page';

export const metadata: Metadata = { title: 'Workspaces' };

const WorkspacesPage = async ({ searchParams }: { searchParams: Promise<{ q?: string | string[] }> }) => {
  const ctx = await operatorPage();
  const asked = (await searchParams).q;
  const q = (typeof asked === 'string' ? asked : '').trim().slice(0, 200);
  return <WorkspacesBoard q={q} initial={await searchWorkspaces(ctx, { q })} />;
};

export default WorkspacesPage;
