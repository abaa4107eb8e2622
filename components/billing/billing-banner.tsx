'use client';

import { useQuery } from '@tanstack/react-query';
import { CircleX, Info, TriangleAlert, X, type LucideIcon } from 'lucide-react';
import Link from 'next/link';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { cn } from '@/components/ui/cn';
import { useFocusMove } from '@/components/ui/moved-focus';
import { currentUsageQuery } from '@/components/usage/usage-queries';
import type { SubscriptionView } from '@/lib/domain/views/plan-view';
import type { MeView } from '@/lib/domain/views/workspace-view';
import { useKeepPlan, usePayInvoice } from './billing-actions';
import { billingNotice, type BillingNotice, type NoticeAction } from './billing-notice';
import { dismissedCookie, joinDismissed } from './dismissed-notices';
import { PaymentProblem } from './payment-problem';
import { subscriptionQuery } from './subscription-query';
import { boughtPlan } from './subscription-words';

const looks: Record<BillingNotice['tone'], { icon: LucideIcon; box: string; color: string }> = {
  danger: { icon: CircleX, box: 'border-danger bg-danger-soft', color: 'text-danger' },
  warning: { icon: TriangleAlert, box: 'border-warning bg-warning-soft', color: 'text-warning' },
  info: { icon: Info, box: 'border-line bg-raised', color: 'text-accent' },
};

type BillingBannerProps = { initial: SubscriptionView; now: string; role: MeView['role']; dismissed: string[] };

/** What the workspace should know about its money, on every page: one thing at a time, the most pressing first. */
export const BillingBanner = ({ initial, now, role, dismissed: dismissedBefore }: BillingBannerProps) => {
  const { data } = useQuery({ ...subscriptionQuery(), initialData: initial });
  const asOf = useQuery(currentUsageQuery()).data?.asOf ?? now;
  const [dismissed, setDismissed] = useState(dismissedBefore);
  const [box, focusBox] = useFocusMove<HTMLDivElement>();
  const notice = billingNotice(data, asOf, dismissed);
  const dismiss = (id: string) => {
    const next = joinDismissed(dismissed, id);
    document.cookie = dismissedCookie(next);
    setDismissed(next);
    focusBox();
  };
  return (
    <div ref={box} role="status" aria-label="About your plan" tabIndex={-1} className="outline-none">
      {notice && <Notice key={notice.id} notice={notice} plan={boughtPlan(data).name} mayAct={role !== 'member'} onDismiss={() => dismiss(notice.id)} />}
    </div>
  );
};

const Notice = ({ notice, plan, mayAct, onDismiss }: { notice: BillingNotice; plan: string; mayAct: boolean; onDismiss: () => void }) => {
  const pay = usePayInvoice();
  const keep = useKeepPlan(plan);
  const { icon: Icon, box, color } = looks[notice.tone];
  const error = pay.error ?? keep.error;
  const act = ({ kind, ...action }: NoticeAction) => ('invoiceId' in action ? pay.mutate(action.invoiceId) : kind === 'keep' && keep.mutate());
  return (
    <div className={cn('mb-6 grid gap-2 rounded-card border p-3 sm:px-4', box)}>
      <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2">
        <div className="flex min-w-0 grow basis-72 items-start gap-3">
          <Icon aria-hidden className={cn('mt-0.5 size-4 shrink-0', color)} />
          <div className="min-w-0">
            <p className="text-14 font-medium">{notice.title}</p>
            <p className="max-w-[72ch] text-13">{notice.text}{!mayAct && notice.action && ' An owner, an admin or a billing member can see to it.'}</p>
          </div>
        </div>
        <div className="flex items-center gap-1 pl-7 sm:pl-0">
          {mayAct && notice.action && <Action action={notice.action} isUrgent={notice.tone !== 'info'} isPending={pay.isPending || keep.isPending} onAct={act} />}
          {notice.isDismissible && (
            <button type="button" onClick={onDismiss} aria-label={`Hide: ${notice.title}`} className="inline-flex size-8 items-center justify-center rounded-inner text-muted transition-colors hover:bg-sunken hover:text-ink">
              <X aria-hidden className="size-4" />
            </button>
          )}
        </div>
      </div>
      {error && <div className="pl-7"><PaymentProblem error={error} /></div>}
    </div>
  );
};

const Action = ({ action, isUrgent, isPending, onAct }: { action: NoticeAction; isUrgent: boolean; isPending: boolean; onAct: (action: NoticeAction) => void }) => {
  const variant = isUrgent ? 'primary' : 'secondary';
  if (action.kind === 'link') return <Button asChild size="sm" variant={variant}><Link href={action.href}>{action.label}</Link></Button>;
  return <Button size="sm" variant={variant} isPending={isPending} onClick={() => onAct(action)}>{action.label}</Button>;
};
