'use client';

import { useState, type ReactNode } from 'react';
import { Unread } from '@/components/alerts/unread';
import { LiveData } from '@/components/live-data';
import type { UsageCurrent } from '@/lib/domain/views/usage-view';
import type { MeView } from '@/lib/domain/views/workspace-view';
import { BottomBar } from './bottom-bar';
import { CommandPalette } from './command-palette';
import type { Offer } from './destinations';
import { Places } from './places';
import { PlanMeter } from './plan-meter';
import { SideNav } from './side-nav';
import { UserMenu } from './user-menu';
import { WorkspaceMenu } from './workspace-menu';

type PortalFrameProps = { me: MeView; usage: UsageCurrent; product: string; /** Alerts that nobody has read. */ unread: number; offers: readonly Offer[]; notice: ReactNode; children: ReactNode };

/** Says which workspace the page is of, to all that it asks. It stays the first: a refresh after a switch in another tab leaves much of the page as it was. */
const PageOf = ({ workspaceId }: { workspaceId: string }) => {
  const [first] = useState(workspaceId);
  return <span hidden data-workspace={first} />;
};

/** The portal around a page: navigation and plan at the left, or a bar at the foot of a phone. */
export const PortalFrame = ({ me, usage, product, unread, offers, notice, children }: PortalFrameProps) => (
  <LiveData>
    <PageOf workspaceId={me.workspace.id} />
    <Places offers={offers}>
      <Unread initial={unread}>
        <div className="lg:pl-60">
          <header className="fixed inset-y-0 left-0 z-30 hidden w-60 flex-col gap-4 border-r border-line bg-surface p-4 lg:flex">
            <WorkspaceMenu me={me} product={product} />
            <CommandPalette />
            <SideNav />
            <div className="mt-auto grid gap-2">
              <PlanMeter initial={usage} />
              <UserMenu user={me.user} />
            </div>
          </header>
          <header className="sticky top-0 z-30 flex h-14 items-center justify-between gap-3 border-b border-line bg-surface px-4 lg:hidden">
            <div className="min-w-0"><WorkspaceMenu me={me} product={product} /></div>
            <UserMenu user={me.user} isCompact />
          </header>
          <main id="main" tabIndex={-1} className="mx-auto max-w-[1200px] px-4 pb-24 pt-6 outline-none sm:px-6 lg:px-8 lg:pb-16 lg:pt-8">
            {notice}
            {children}
          </main>
        </div>
        <BottomBar />
      </Unread>
    </Places>
  </LiveData>
);
