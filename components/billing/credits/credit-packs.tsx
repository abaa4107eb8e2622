'use client';

import { useMutation } from '@tanstack/react-query';
import { api } from '@/components/api-client';
import { useIsHere } from '@/components/billing/use-is-here';
import { Button } from '@/components/ui/button';
import { Card, CardBody, CardHeader } from '@/components/ui/card';
import { FormError } from '@/components/ui/form-error';
import { formatUnits } from '@/components/ui/format-count';
import { toast } from '@/components/ui/toast';
import type { CreditsView } from '@/lib/domain/views/billing-view';

/** Starts a purchase; the browser goes to the payment page and stays busy until it is there. */
const useBuy = () => {
  const isHere = useIsHere();
  return useMutation({
    mutationFn: (pack: string) => api.post<{ url: string }>('/api/v1/credits/purchase', { pack }),
    onSuccess: ({ url }) => {
      if (isHere()) window.location.assign(url);
    },
    onError: (error) => {
      if (!isHere()) toast.error(error.message);
    },
  });
};

type CreditPacksProps = { packs: CreditsView['packs']; unit: { one: string; many: string }; mayBuy: boolean };

/** What can be bought, with its whole price on the button. */
export const CreditPacks = ({ packs, unit, mayBuy }: CreditPacksProps) => {
  const buy = useBuy();
  const isLeaving = buy.isPending || buy.isSuccess;
  return (
    <Card aria-labelledby="packs">
      <CardHeader id="packs" title="Buy a pack" description="Paid once on Stripe’s page, with an invoice. Added as soon as the payment went through." />
      <CardBody>
        <ul className="grid gap-3 sm:grid-cols-2 lg:grid-cols-3">
          {packs.map((pack) => (
            <li key={pack.id} className="flex flex-wrap items-center justify-between gap-3 rounded-inner border border-line p-3">
              <span className="min-w-0">
                <span className="block truncate text-14 font-medium text-ink">{pack.name}</span>
                <span className="block text-13 text-muted">{pack.name === formatUnits(pack.units, unit) ? 'Do not expire' : `${formatUnits(pack.units, unit)}, do not expire`}</span>
              </span>
              {mayBuy
                ? <Button size="sm" disabled={isLeaving} isPending={isLeaving && buy.variables === pack.id} aria-label={`Buy for ${pack.formatted}: ${pack.name}`} onClick={() => buy.mutate(pack.id)}>Buy for {pack.formatted}</Button>
                : <span className="text-13 text-muted">{pack.formatted}</span>}
            </li>
          ))}
        </ul>
        {!mayBuy && <p className="mt-3 text-13 text-muted">Your role in this workspace cannot buy. Ask an owner, an admin or a billing member.</p>}
        {buy.isError && <div className="mt-3"><FormError error={buy.error} /></div>}
      </CardBody>
    </Card>
  );
};
