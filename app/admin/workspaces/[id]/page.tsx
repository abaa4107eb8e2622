import type { Metadata } from 'next';
import { WorkspaceBoard } from '@/components/admin/workspace-board';
import { listOverrides } from '@/lib/services/overrides/list-overrides';
import { getWorkspace } from '@/lib/services/workspaces/get-workspace';
import { found, operatorPage } from '@/lib/web/page';

export const metadata: Metadata = { title: 'Workspace' };

const WorkspacePage = async ({ params }: { params: Promise<{ id: string }> }) => {
  const ctx = await operatorPage();
  const { id } = await params;
  const [workspace, overrides] = await Promise.all([found(getWorkspace(ctx, { id })), found(listOverrides(ctx, { id }))]);
  return <WorkspaceBoard initial={workspace} overrides={overrides} />;
};

export default WorkspacePage;
