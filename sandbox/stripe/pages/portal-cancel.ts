import { couponOf, type Coupon } from '@/sandbox/stripe/resources/coupons';
import { cancellationReasons } from '@/sandbox/stripe/resources/render-portal';
import { callOwnApi } from '@/sandbox/stripe/http/own-api';
import type { Answer } from '@/sandbox/stripe/http/respond';
import type { Subscription } from '@/sandbox/stripe/resources/render-subscription';
import { offText } from './coupon-text';
import { day } from './dates';
import { html, type Html } from './html';
import { layout, redirect } from './layout';
import type { Step } from './portal-flow';
import { liveSubscription, nameOf, releaseSchedule, type Portal } from './portal-home';

const reasons: Record<(typeof cancellationReasons)[number], string> = {
  too_expensive: "It's too expensive", missing_features: 'I need more features', switched_service: 'I found an alternative', unused: 'I no longer need it',
  customer_service: 'Customer service was less than expected', too_complex: 'Ease of use was less than expected', low_quality: 'Quality was less than expected', other: 'Other reason',
};

const offerOf = ({ sandbox, session }: Portal): Coupon | null => {
  const coupon = session.flow?.subscription_cancel?.retention?.coupon_offer?.coupon;
  return (coupon && couponOf(sandbox, coupon)) || null;
};
const hasCoupon = ({ sandbox: { store } }: Portal, { discounts }: Subscription, coupon: Coupon): boolean =>
  discounts.some((id) => store.get('discount', id)?.source.coupon === coupon.id);
const howLong = ({ duration, duration_in_months: months }: Coupon): string =>
  duration === 'forever' ? 'every payment from now on' : duration === 'once' ? 'your next payment' : `the next ${months ?? 1} months`;

function page(portal: Portal, subscription: Subscription, offer: Coupon | null): Answer {
  const { sandbox, session, configuration, path } = portal;
  const { mode, cancellation_reason: reason } = configuration.features.subscription_cancel;
  const end = Math.max(...subscription.items.data.map((item) => item.current_period_end));
  const names = subscription.items.data.map((item) => nameOf(sandbox, item.price)).join(', ');
  const action = `${path}/cancel/${subscription.id}`;
  const choices = reason.enabled && reason.options.length > 0 && html`<fieldset><legend>Why do you cancel? (optional)</legend>
    ${reason.options.map((one) => html`<label class="choice"><input type="radio" name="feedback" value="${one}"> ${reasons[one]}</label>`)}
    <label for="comment">Anything else?</label><textarea id="comment" name="comment" rows="3" maxlength="500"></textarea></fieldset>`;
  const off = offer && offText(sandbox, offer, subscription.currency);
  const stay: Html | false = offer !== null && html`<form class="card offer" method="post" action="${action}"><h2>Stay and get ${off}</h2><p>It counts for ${howLong(offer)}.</p>
    <button type="submit" name="accept" value="yes">Stay with ${off}</button></form>`;
  return layout({
    title: `Cancel your plan · ${sandbox.name}`, leadsTo: [session.return_url, session.flow?.after_completion.redirect?.return_url ?? null],
    body: html`<div class="narrow"><p><a href="${path}/home">← Back</a></p>${stay}<form class="card" method="post" action="${action}"><h1>Cancel ${names}</h1>
      <p>${mode === 'immediately' ? 'Your plan ends at once.' : html`Your plan stays available until the end of the current period on <b>${day(end)}</b>, and does not renew.`}</p>${choices}
      <button class="danger" type="submit">Cancel plan</button><a class="button quiet" href="${path}/home">Keep plan</a></form></div>`,
  });
}

/** As Stripe's portal in flexible billing: at the end of the period it sets `cancel_at`, never the flag. */
export const cancelStep: Step = (portal, method, subject, _url, form) => {
  const subscription = liveSubscription(portal, subject);
  if (!subscription) return redirect(`${portal.path}/home`);
  const offer = offerOf(portal);
  const isTaken = offer !== null && hasCoupon(portal, subscription, offer);
  if (method === 'GET') return page(portal, subscription, isTaken ? null : offer);
  const path = `/v1/subscriptions/${subscription.id}`;
  if (form.get('accept') === 'yes' && offer) {
    if (!isTaken) callOwnApi(portal.sandbox, 'POST', path, { discounts: [...subscription.discounts.map((discount) => ({ discount })), { coupon: offer.id }] });
    return { done: 'discounted' };
  }
  const { mode, proration_behavior: proration } = portal.configuration.features.subscription_cancel;
  const feedback = cancellationReasons.find((one) => one === form.get('feedback'));
  const comment = (form.get('comment') ?? '').trim().slice(0, 500);
  portal.sandbox.store.atomically(() => {
    releaseSchedule(portal, subscription);
    end(portal, path, { mode, proration, feedback, comment });
  });
  return { done: 'canceled' };
};

interface Ending {
  mode: string;
  proration: string;
  feedback: string | undefined;
  comment: string;
}

function end({ sandbox }: Portal, path: string, { mode, proration, feedback, comment }: Ending): void {
  const details = feedback || comment ? { cancellation_details: { ...(feedback ? { feedback } : {}), ...(comment ? { comment } : {}) } } : {};
  if (mode === 'immediately') callOwnApi(sandbox, 'DELETE', path, { ...details, prorate: proration !== 'none', invoice_now: proration === 'always_invoice' });
  else callOwnApi(sandbox, 'POST', path, { ...details, cancel_at: 'max_period_end' });
}
