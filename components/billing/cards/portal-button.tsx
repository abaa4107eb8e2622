'use client';

import { useMutation } from '@tanstack/react-query';
import { ExternalLink } from 'lucide-react';
import { toast } from '@/components/ui/toast';
import { api } from '@/components/api-client';
import { useIsHere } from '@/components/billing/use-is-here';
import { Button } from '@/components/ui/button';

/** Leads to Stripe's own portal and back to `returnTo`. */
export const PortalButton = ({ returnTo }: { returnTo: '/payment-methods' | '/invoices' }) => {
  const isHere = useIsHere();
  const open = useMutation({
    mutationFn: () => api.post<{ url: string }>('/api/v1/portal/session', { returnTo }),
    onSuccess: ({ url }) => {
      if (isHere()) window.location.assign(url);
    },
    onError: (error) => toast.error(error.message),
  });
  return <Button isPending={open.isPending || open.isSuccess} onClick={() => open.mutate()}>Open Stripe’s portal<ExternalLink aria-hidden /></Button>;
};
