import type Stripe from 'stripe';
import { expireGrant, isUsable, leftOf, writeCredit, type CreditGrant } from '@/sandbox/stripe/billing/credits';
import { isCurrency } from '@/sandbox/stripe/billing/money';
import { endpoint } from '@/sandbox/stripe/http/endpoint';
import { newestFirst, page, pagination } from '@/sandbox/stripe/http/list';
import { array, choice, clearable, integer, mergeMetadata, metadata, object, required, text } from '@/sandbox/stripe/http/param-spec';
import { invalidRequest, noSuch } from '@/sandbox/stripe/http/stripe-error';
import type { Sandbox } from '@/sandbox/stripe/sandbox';
import type { Wire } from '@/sandbox/stripe/wire';
import { findCustomer } from './customers';
import { findPrice } from './prices';

const path = '/v1/billing/credit_grants';

function findGrant({ store }: Sandbox, id: string, param = 'id'): CreditGrant {
  const found = store.get('billing.credit_grant', id);
  if (!found) throw noSuch('credit grant', id, param);
  return found;
}

const scopeField = object({ price_type: choice('metered'), prices: array(required(object({ id: required(text()) }))) });

const create = endpoint('POST', path, {
  amount: required(object({ type: required(choice('monetary')), monetary: required(object({ currency: required(text(3)), value: required(integer(1)) })) })),
  applicability_config: required(object({ scope: required(scopeField) })), category: choice('paid', 'promotional'), customer: required(text()), effective_at: integer(1),
  expires_at: integer(1), metadata: metadata(), name: text(100), priority: integer(0, 100),
}, ({ sandbox, params }) => {
  const { store, clock, ids } = sandbox;
  const customer = findCustomer(sandbox, params.customer, 'customer');
  const { currency, value } = params.amount.monetary;
  if (!isCurrency(currency.toLowerCase())) throw invalidRequest(`Invalid currency: ${currency}.`, 'parameter_invalid', 'amount[monetary][currency]');
  const { price_type, prices } = params.applicability_config.scope;
  if ((price_type === undefined) === (prices === undefined)) throw invalidRequest('A scope takes either `price_type` or `prices`.', 'parameters_exclusive', 'applicability_config[scope]');
  for (const { id } of prices ?? []) findPrice(sandbox, id, 'applicability_config[scope][prices]');
  if (params.expires_at !== undefined && params.expires_at <= clock.now()) throw invalidRequest('`expires_at` must be in the future.', undefined, 'expires_at');
  const grant = store.transition('billing.credit_grant', {
    id: ids.next('credgr_test'), object: 'billing.credit_grant', amount: { monetary: { currency: currency.toLowerCase(), value }, type: 'monetary' },
    applicability_config: { scope: { ...(price_type ? { price_type } : {}), ...(prices ? { prices } : {}) } }, category: params.category ?? 'paid', created: clock.now(),
    customer: customer.id, customer_account: null, effective_at: params.effective_at ?? clock.now(), expires_at: params.expires_at ?? null, livemode: false,
    metadata: mergeMetadata({}, params.metadata), name: params.name ?? null, priority: params.priority ?? 50, test_clock: customer.test_clock ?? null, updated: clock.now(), voided_at: null,
  });
  writeCredit(sandbox, grant, value, { credit: 'credits_granted' });
  return grant;
}, ['customer_account']);

const retrieve = endpoint('GET', `${path}/{id}`, {}, ({ sandbox, id }) => findGrant(sandbox, id));

const update = endpoint('POST', `${path}/{id}`, { expires_at: clearable(integer(1)), metadata: metadata() }, ({ sandbox, id, params }) => {
  const before = findGrant(sandbox, id);
  return sandbox.store.transition('billing.credit_grant', {
    ...before, expires_at: params.expires_at === undefined ? before.expires_at : params.expires_at, metadata: mergeMetadata(before.metadata, params.metadata),
  });
});

const list = endpoint('GET', path, { ...pagination, customer: text() }, ({ sandbox, params }) =>
  page(newestFirst(sandbox.store.all('billing.credit_grant')).filter((row) => !params.customer || row.customer === params.customer), path, params), ['customer_account']);

const expire = endpoint('POST', `${path}/{id}/expire`, {}, ({ sandbox, id }) => {
  const grant = findGrant(sandbox, id);
  if (!isUsable(sandbox, grant)) throw invalidRequest('This credit grant is not active any more.');
  return expireGrant(sandbox, grant);
});

/** Only while nothing of it has been used. */
const voidGrant = endpoint('POST', `${path}/{id}/void`, {}, ({ sandbox, id }) => {
  const { store, clock } = sandbox;
  const grant = findGrant(sandbox, id);
  const left = leftOf(sandbox, grant);
  if (grant.voided_at !== null || left !== grant.amount.monetary?.value) throw invalidRequest('This credit grant has been used, or has ended, and cannot be voided.');
  writeCredit(sandbox, grant, left, { debit: 'credits_voided' });
  return store.transition('billing.credit_grant', { ...grant, voided_at: clock.now(), updated: clock.now() });
});

/** By currency. What expired without being written off counts in the ledger, and is not available. */
const summary = endpoint('GET', '/v1/billing/credit_balance_summary', {
  customer: required(text()), filter: required(object({ type: required(choice('applicability_scope', 'credit_grant')), applicability_scope: scopeField, credit_grant: text() })),
}, ({ sandbox, params }): Wire<Stripe.Billing.CreditBalanceSummary> => {
  findCustomer(sandbox, params.customer, 'customer');
  const { type, credit_grant } = params.filter;
  const prices = params.filter.applicability_scope?.prices?.map(({ id }) => id);
  const isWanted = (grant: CreditGrant): boolean => {
    if (type === 'credit_grant') return grant.id === credit_grant;
    const own = grant.applicability_config.scope.prices;
    return !prices || !own || own.some(({ id }) => id !== null && prices.includes(id));
  };
  const totals = new Map<string, { available: number; ledger: number }>();
  for (const grant of sandbox.store.owned('billing.credit_grant', params.customer).filter(isWanted)) {
    const currency = grant.amount.monetary?.currency ?? 'usd';
    const before = totals.get(currency) ?? { available: 0, ledger: 0 };
    const left = leftOf(sandbox, grant);
    totals.set(currency, { ledger: before.ledger + left, available: before.available + (isUsable(sandbox, grant) ? left : 0) });
  }
  const money = (currency: string, value: number): { monetary: { currency: string; value: number }; type: 'monetary' } => ({ monetary: { currency, value }, type: 'monetary' });
  return {
    object: 'billing.credit_balance_summary', customer: params.customer, customer_account: null, livemode: false,
    balances: [...totals].map(([currency, { available, ledger }]) => ({ available_balance: money(currency, available), ledger_balance: money(currency, ledger) })),
  };
}, ['customer_account']);

const transactionsPath = '/v1/billing/credit_balance_transactions';

const transactions = endpoint('GET', transactionsPath, { ...pagination, customer: required(text()), credit_grant: text() }, ({ sandbox, params }) => {
  const grants = sandbox.store.owned('billing.credit_grant', params.customer).filter((grant) => !params.credit_grant || grant.id === params.credit_grant);
  return page(newestFirst(grants.flatMap((grant) => sandbox.store.owned('billing.credit_balance_transaction', grant.id))), transactionsPath, params);
}, ['customer_account']);

const transaction = endpoint('GET', `${transactionsPath}/{id}`, {}, ({ sandbox, id }) => {
  const found = sandbox.store.get('billing.credit_balance_transaction', id);
  if (!found) throw noSuch('credit balance transaction', id);
  return found;
});

export const creditGrantEndpoints = [create, retrieve, update, list, expire, voidGrant, summary, transactions, transaction];
