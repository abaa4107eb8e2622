'use client';

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { ProblemError } from '@/components/api-client';
import { BackLink } from '@/components/shell/back-link';
import { PageHeader } from '@/components/shell/page-header';
import { Card } from '@/components/ui/card';
import { ErrorState } from '@/components/ui/error-state';
import type { PriceInterval } from '@/lib/domain/catalog';
import type { ChangePreviewView, RetentionOfferView } from '@/lib/domain/views/billing-view';
import type { PlanView, SubscriptionView } from '@/lib/domain/views/plan-view';
import { changeHref } from './change-address';
import { ChangeChoices } from './change-choices';
import { ChangeConfirm, useConfirm } from './change-confirm';
import { Blockers, GainsAndLosses } from './change-consequences';
import { ChangeDone } from './change-done';
import { ChangeSummary } from './change-summary';
import { ChangeTerms } from './change-terms';
import { changeTitle } from './change-words';
import { OfferTaken } from './offer-taken';
import { planDifferences } from './plan-differences';
import { previewQuery, type ChangeChoice } from './preview-query';
import { RetentionOffer, useRetentionOffer } from './retention-offer';
import { boughtPlan } from './subscription-words';
import { useSettled } from './use-settled';

type ChangeBoardProps = { plan: PlanView; current: PlanView | undefined; subscription: SubscriptionView; interval: PriceInterval; quantity: number | null };

/** One change, looked at before it is made: the old and the new, the bill, what is lost and what stands in the way. */
export const ChangeBoard = ({ plan, current, subscription, interval, quantity }: ChangeBoardProps) => {
  const queries = useQueryClient();
  const [choice, setChoice] = useState<ChangeChoice>({ plan: plan.id, interval, quantity, coupon: null });
  const settled = useSettled(choice);
  const query = useQuery(previewQuery(settled));
  const [done, setDone] = useState<ChangePreviewView | null>(null);
  const confirm = useConfirm(setDone);
  const [accepted, setAccepted] = useState<RetentionOfferView | null>(null);
  const preview = query.data;
  const offer = useRetentionOffer('downgrade', preview?.kind === 'downgrade' && preview.blockers.length === 0);
  useEffect(() => window.history.replaceState(null, '', changeHref(settled.plan, settled.interval, settled.quantity)), [settled]);
  if (done) return <ChangeDone preview={done} />;
  if (accepted) return <OfferTaken offer={accepted} plan={boughtPlan(subscription).name} />;
  const hasNoPrice = query.isError && !confirm.isPending && !confirm.isSuccess;
  const isUpdating = query.isFetching || query.isPlaceholderData || choice !== settled;
  const gains = current ? planDifferences(current, plan).filter((one) => one.kind === 'gain') : [];
  const title = preview ? changeTitle(preview.kind, preview.to) : plan.isCurrent ? `Change ${plan.name}` : `Change to ${plan.name}`;
  return (
    <>
      <BackLink href="/plans">Plans</BackLink>
      <PageHeader title={title} description="Nothing changes until you confirm." />
      <div className="grid gap-6 lg:grid-cols-[minmax(0,1fr)_400px] lg:grid-rows-[auto_1fr]">
        <div className="grid content-start gap-6 lg:row-span-2">
          {!hasNoPrice && <ChangeTerms preview={preview} />}
          {preview && preview.blockers.length > 0 && <Blockers blockers={preview.blockers} />}
          <fieldset disabled={confirm.isPending} className="contents">
            <ChangeChoices plan={plan} subscription={subscription} choice={choice} preview={preview} onChange={setChoice} />
          </fieldset>
          {preview && <GainsAndLosses preview={preview} gains={gains} />}
          {offer && <RetentionOffer offer={offer} onAccepted={setAccepted} />}
        </div>
        {hasNoPrice ? <PreviewError error={query.error} isRetrying={query.isFetching} onRetry={() => void query.refetch()} /> : (
          <>
            <ChangeSummary preview={preview} isUpdating={isUpdating} />
            <ChangeConfirm
              preview={preview} choice={settled} isUpdating={isUpdating} confirm={confirm}
              onFresh={(fresh) => queries.setQueryData(previewQuery(settled).queryKey, fresh)} onOutdated={() => void query.refetch()}
            />
          </>
        )}
      </div>
    </>
  );
};

const PreviewError = ({ error, isRetrying, onRetry }: { error: Error; isRetrying: boolean; onRetry: () => void }) => (
  <Card className="flex min-h-80 flex-col justify-center">
    <ErrorState title="The price could not be looked up" detail={error.message} requestId={error instanceof ProblemError ? error.requestId : null} onRetry={onRetry} isRetrying={isRetrying} />
  </Card>
);
