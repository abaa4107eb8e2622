import { callOwnApi } from '@/sandbox/stripe/http/own-api';
import type { Answer } from '@/sandbox/stripe/http/respond';
import { StripeError } from '@/sandbox/stripe/http/stripe-error';
import { onClockOf } from '@/sandbox/stripe/http/request-clock';
import type { Sandbox } from '@/sandbox/stripe/sandbox';
import { notice, redirect } from './layout';
import { addCardStep } from './portal-add-card';
import { billingStep } from './portal-billing';
import { cancelStep } from './portal-cancel';
import { liveSubscription, portalHome, type Portal } from './portal-home';
import { updateStep } from './portal-update';

/** What a step answers: a page, or that it is done. */
export type Done = { done: string };
export type Step = (portal: Portal, method: string, subject: string, url: URL, form: URLSearchParams) => Answer | Done;

const isDone = (result: Answer | Done): result is Done => 'done' in result;

const said: Record<string, string> = {
  updated: 'Your plan has been updated.', scheduled: 'Your plan will change at the end of the current period.', canceled: 'Your plan has been canceled.',
  kept: 'Your plan continues.', discounted: 'Your discount has been applied. Your plan continues.', card: 'Your payment method has been saved.',
  default: 'Your default payment method has been changed.', removed: 'The payment method has been removed.', billing: 'Your billing information has been updated.',
};

/** Charges go to a subscription's own card first: it follows the new default. */
export function makeDefault({ sandbox, customer }: Portal, paymentMethod: string): void {
  sandbox.store.atomically(() => {
    callOwnApi(sandbox, 'POST', `/v1/customers/${customer.id}`, { invoice_settings: { default_payment_method: paymentMethod } });
    for (const one of sandbox.store.all('subscription')) {
      if (one.customer === customer.id && liveOrNull(sandbox, one.id)) callOwnApi(sandbox, 'POST', `/v1/subscriptions/${one.id}`, { default_payment_method: paymentMethod });
    }
  });
}

const liveOrNull = ({ store }: Sandbox, id: string): boolean => {
  const status = store.get('subscription', id)?.status;
  return status !== undefined && status !== 'canceled' && status !== 'incomplete_expired';
};

function cardStep(portal: Portal, id: string, action: string): Done | null {
  const { sandbox, customer, configuration } = portal;
  const method = sandbox.store.get('payment_method', id);
  if (!configuration.features.payment_method_update.enabled || method?.customer !== customer.id) return null;
  if (action === 'default') makeDefault(portal, id);
  else if (action === 'remove' && customer.invoice_settings.default_payment_method !== id) callOwnApi(sandbox, 'POST', `/v1/payment_methods/${id}/detach`);
  else return null;
  return { done: action === 'default' ? 'default' : 'removed' };
}

function renewStep(portal: Portal, id: string): Done | null {
  const found = liveSubscription(portal, id);
  if (!found || !portal.configuration.features.subscription_cancel.enabled) return null;
  callOwnApi(portal.sandbox, 'POST', `/v1/subscriptions/${id}`, found.cancel_at_period_end ? { cancel_at_period_end: false } : { cancel_at: '' });
  return { done: 'kept' };
}

const stepOf = (portal: Portal, name: string): Step | null => {
  const { features } = portal.configuration;
  if (name === 'update' && features.subscription_update.enabled) return updateStep;
  if (name === 'cancel' && features.subscription_cancel.enabled) return cancelStep;
  if (name === 'cards' && features.payment_method_update.enabled) return addCardStep;
  return name === 'billing' && features.customer_update.enabled ? billingStep : null;
};

/** Where a session with a flow begins. */
function flowPath({ session: { flow }, path }: Portal): string | null {
  if (!flow) return null;
  if (flow.type === 'payment_method_update') return `${path}/cards/add`;
  if (flow.type === 'customer_update') return `${path}/billing`;
  if (flow.subscription_cancel) return `${path}/cancel/${flow.subscription_cancel.subscription}`;
  if (flow.subscription_update) return `${path}/update/${flow.subscription_update.subscription}`;
  const confirm = flow.subscription_update_confirm;
  const [item] = confirm?.items ?? [];
  if (!confirm || !item) return null;
  const wanted = new URLSearchParams({ ...(item.price ? { price: item.price } : {}), ...(item.quantity === undefined ? {} : { quantity: String(item.quantity) }) });
  return `${path}/update/${confirm.subscription}?${wanted}`;
}

/** After a flow: where the session says; otherwise the portal's first page. */
function complete(portal: Portal, { done }: Done): Answer {
  const after = portal.session.flow?.after_completion;
  if (after?.type === 'redirect' && after.redirect) return redirect(after.redirect.return_url);
  if (after?.type === 'hosted_confirmation') {
    return notice(said[done] ?? 'Done.', after.hosted_confirmation?.custom_message ?? 'You can close this page.', { href: portal.session.return_url ?? '/', label: `Return to ${portal.sandbox.name}` });
  }
  return redirect(`${portal.path}/home?said=${done}`);
}

/** `/p/session/{id}` and its steps. Everything it does goes through the API's own endpoints. */
export function portalFlow(sandbox: Sandbox, method: string, url: URL, body: string): Answer {
  const [, , , id = '', step = '', subject = '', action = ''] = url.pathname.split('/');
  const session = sandbox.store.get('billing_portal.session', id);
  const configuration = session && sandbox.store.get('billing_portal.configuration', session.configuration);
  const customer = session && sandbox.store.get('customer', session.customer);
  if (!session || !configuration || !customer) return notice('This link is not valid', 'Go back to the site that you came from and open your billing again.', null, 404);
  const portal: Portal = { sandbox, session, configuration, customer, path: `/p/session/${id}` };
  const notThere = (): Answer => notice('Not found', 'Your billing has no such page.', { href: `${portal.path}/home`, label: 'To your billing' }, 404);
  if (step === '' || step === 'home') {
    const start = step === '' ? flowPath(portal) : null;
    return start ? redirect(start) : portalHome(portal, said[url.searchParams.get('said') ?? ''] ?? null);
  }
  try {
    const result = onClockOf(sandbox, [customer.id], { isWrite: method === 'POST' }, () => runStep(portal, method, { step, subject, action }, url, body));
    if (!result) return notThere();
    return isDone(result) ? complete(portal, result) : result;
  } catch (error) {
    if (!(error instanceof StripeError)) throw error;
    return notice('That did not work', error.message, { href: `${portal.path}/home`, label: 'Back to your billing' }, error.status);
  }
}

function runStep(portal: Portal, method: string, { step, subject, action }: { step: string; subject: string; action: string }, url: URL, body: string): Answer | Done | null {
  if (method === 'POST' && step === 'renew') return renewStep(portal, subject);
  if (method === 'POST' && step === 'cards' && action) return cardStep(portal, subject, action);
  return stepOf(portal, step)?.(portal, method, subject, url, new URLSearchParams(body)) ?? null;
}
