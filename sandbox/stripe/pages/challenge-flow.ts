import { formatMoney } from '@/sandbox/stripe/billing/money';
import type { Answer } from '@/sandbox/stripe/http/respond';
import { answerPaymentChallenge } from '@/sandbox/stripe/intents/confirm-payment-intent';
import { answerSetupChallenge } from '@/sandbox/stripe/intents/confirm-setup-intent';
import { onClockOf } from '@/sandbox/stripe/http/request-clock';
import type { Sandbox } from '@/sandbox/stripe/sandbox';
import type { ApiRecords } from '@/sandbox/stripe/store/collections';
import { html, type Html } from './html';
import { layout, notice, redirect } from './layout';

type Intent = ApiRecords['setup_intent'] | ApiRecords['payment_intent'];

const doneScript = `window.parent.postMessage({ source: 'stripe-sandbox', type: 'challenge-answered' }, '*');`;

const find = ({ store }: Sandbox, id: string): Intent | undefined => store.get('setup_intent', id) ?? store.get('payment_intent', id);

const answer = (sandbox: Sandbox, intent: Intent, isPassed: boolean): Intent =>
  intent.object === 'setup_intent' ? answerSetupChallenge(sandbox, intent, isPassed) : answerPaymentChallenge(sandbox, intent, isPassed);

function comeBack(url: string, intent: Intent): Answer {
  const target = new URL(url);
  target.searchParams.set(intent.object, intent.id);
  target.searchParams.set(`${intent.object}_client_secret`, intent.client_secret ?? '');
  target.searchParams.set('redirect_status', intent.status === 'succeeded' ? 'succeeded' : 'failed');
  return redirect(target.href);
}

/** A card that is added in the portal goes on to where the portal's flow ends. */
function afterPortal({ store, publicUrl }: Sandbox, returnUrl: string | null): string | null {
  const [id = ''] = returnUrl?.startsWith(`${publicUrl}/p/session/`) ? returnUrl.slice(`${publicUrl}/p/session/`.length).split('/') : [];
  return store.get('billing_portal.session', id)?.flow?.after_completion.redirect?.return_url ?? null;
}

const asked = (sandbox: Sandbox, intent: Intent): Html =>
  intent.object === 'setup_intent'
    ? html`<p>The bank asks the customer of ${sandbox.name} to confirm that this card may be saved. With a real card this page would be the bank's.</p>`
    : html`<p>The bank asks the customer of ${sandbox.name} to confirm a payment of <b>${formatMoney(intent.amount, intent.currency)}</b>. With a real card this page would be the bank's.</p>`;

/** `/challenge/{intent}`: the stand-in for a bank's 3-D Secure page, in Stripe.js's frame or on its own. */
export function challengeFlow(sandbox: Sandbox, method: string, id: string, url: URL, body: string): Answer {
  const intent = find(sandbox, id);
  const secret = url.searchParams.get('client_secret');
  if (!intent || !secret || intent.client_secret !== secret) return notice('Nothing to confirm here', 'This page does not exist, or its link is incomplete.', null, 404);
  const returnUrl = intent.next_action?.redirect_to_url?.return_url ?? null;
  if (method === 'POST' && intent.status === 'requires_action') {
    const isPassed = new URLSearchParams(body).get('result') === 'complete';
    const answered = onClockOf(sandbox, [intent.customer], { isWrite: true }, () => sandbox.store.atomically(() => answer(sandbox, intent, isPassed)));
    if (returnUrl) return comeBack(returnUrl, answered);
  }
  if (find(sandbox, id)?.status !== 'requires_action') {
    return layout({ title: '3-D Secure test', isFramed: true, script: doneScript, body: html`<div class="card"><h1>Thank you</h1><p>You can go back to ${sandbox.name}.</p></div>` });
  }
  return layout({
    title: '3-D Secure test', isFramed: true, leadsTo: [returnUrl, afterPortal(sandbox, returnUrl)],
    body: html`<form class="card" method="post" action="/challenge/${id}?client_secret=${secret}"><h2>3-D Secure test</h2>${asked(sandbox, intent)}
      <button type="submit" name="result" value="complete">Complete authentication</button><button class="quiet" type="submit" name="result" value="fail">Fail authentication</button></form>`,
  });
}
