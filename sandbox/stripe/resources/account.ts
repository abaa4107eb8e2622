import type Stripe from 'stripe';
import { endpoint } from '@/sandbox/stripe/http/endpoint';
import type { Wire } from '@/sandbox/stripe/wire';

const account = endpoint('GET', '/v1/account', {}, (): Wire<Stripe.Account> => ({
  id: 'acct_sandbox0000000', object: 'account', business_type: null, charges_enabled: true, country: 'US', default_currency: 'usd', details_submitted: true, email: null,
  metadata: {}, payouts_enabled: true, settings: null, type: 'standard', business_profile: null,
}));

const balance = endpoint('GET', '/v1/balance', {}, ({ sandbox }): Wire<Stripe.Balance> => {
  const totals = new Map<string, number>();
  for (const charge of sandbox.store.all('charge')) if (charge.paid) totals.set(charge.currency, (totals.get(charge.currency) ?? 0) + charge.amount);
  if (totals.size === 0) totals.set('usd', 0);
  return {
    object: 'balance', livemode: false, available: [...totals].map(([currency, amount]) => ({ amount, currency, source_types: { card: amount } })),
    pending: [...totals.keys()].map((currency) => ({ amount: 0, currency, source_types: { card: 0 } })),
  };
});

export const accountEndpoints = [account, balance];
