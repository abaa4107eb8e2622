'use client';

import { useQuery } from '@tanstack/react-query';
import { Coins } from 'lucide-react';
import { PageHeader } from '@/components/shell/page-header';
import { Card } from '@/components/ui/card';
import { EmptyState } from '@/components/ui/empty-state';
import { AsOf } from '@/components/usage/as-of';
import type { CreditsView } from '@/lib/domain/views/billing-view';
import { CreditBalance } from './credit-balance';
import { CreditPacks } from './credit-packs';
import { CreditTables } from './credit-tables';
import { creditsQuery } from './credits-query';

/** Credits: what is there, what can be bought, and every movement. */
export const CreditsBoard = ({ initial, mayBuy }: { initial: CreditsView; mayBuy: boolean }) => {
  const { data, isError } = useQuery({ ...creditsQuery(), initialData: initial });
  if (data.meter === null) {
    return (
      <>
        <PageHeader title="Credits" />
        <Card><EmptyState icon={Coins} title="No credit packs are sold here">What your plan includes is on the usage page.</EmptyState></Card>
      </>
    );
  }
  return (
    <>
      <PageHeader title="Credits" description={`${data.meter.name} come from your plan, packs and gifts. What expires first is spent first.`}><AsOf at={data.asOf} isStale={isError} /></PageHeader>
      <div className="grid gap-6">
        <CreditBalance view={data} meter={data.meter} />
        {data.packs.length > 0 && <CreditPacks packs={data.packs} unit={data.meter.unit} mayBuy={mayBuy} />}
        <CreditTables view={data} />
      </div>
    </>
  );
};
