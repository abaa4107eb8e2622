import { completeCheckout } from '@/sandbox/stripe/billing/complete-checkout';
import { redeemableByCode } from '@/sandbox/stripe/billing/redeem';
import { findTestCard } from '@/sandbox/stripe/billing/test-cards';
import type { Answer } from '@/sandbox/stripe/http/respond';
import { onClockOf } from '@/sandbox/stripe/http/request-clock';
import { StripeError } from '@/sandbox/stripe/http/stripe-error';
import { checkoutFigures, collectsCard, redemptionFor, repriceSession } from '@/sandbox/stripe/resources/checkout-figures';
import type { CheckoutSession } from '@/sandbox/stripe/resources/render-checkout-session';
import type { Sandbox } from '@/sandbox/stripe/sandbox';
import type { CheckoutInput, CheckoutPlan } from '@/sandbox/stripe/store/collections';
import type { Dispatcher } from '@/sandbox/stripe/webhooks/dispatcher';
import { checkTyped, fieldOf, readTyped, untouched, type Typed } from './checkout-form';
import { challengePage, checkoutPage, shownAmount, type Shown } from './checkout-page';
import { notice, redirect } from './layout';

const webhookWithinMs = 10_000;
const authenticationFailed = 'We are unable to authenticate your payment method. Please choose a different payment method and try again.';

const amountChanged = 'The amount of this order has changed since this page was opened. Nothing was charged: look at the order and confirm again.';

const successUrl = (session: CheckoutSession): string => (session.success_url ?? '/').replaceAll(/\{CHECKOUT_SESSION_ID\}|%7BCHECKOUT_SESSION_ID%7D/gi, session.id);

const retyped = (input: CheckoutInput): Typed => ({ ...untouched, email: input.email ?? '', name: input.name ?? '', country: input.country ?? '' });

function changedPlan(sandbox: Sandbox, session: CheckoutSession, plan: CheckoutPlan, form: URLSearchParams): CheckoutPlan {
  const lines = plan.lines.map((line) => {
    const wanted = Number(form.get(line.id) ?? line.quantity);
    return line.adjustable && Number.isInteger(wanted) ? { ...line, quantity: Math.min(Math.max(wanted, line.adjustable.minimum, 1), line.adjustable.maximum) } : line;
  });
  if (!session.allow_promotion_codes) return { ...plan, lines };
  if (form.get('remove') === 'code') return { ...plan, lines, discount: null };
  const code = (form.get('code') ?? '').trim().slice(0, 100);
  if (!code || plan.discount) return checkedPlan(sandbox, session, { ...plan, lines });
  const { currency, subtotal } = checkoutFigures(sandbox, { ...plan, lines }, session.customer);
  const found = redeemableByCode(sandbox, code, { customer: session.customer, currency, amount: subtotal, param: 'promotion_code' });
  return { ...plan, lines, discount: { promotion_code: found.promotionCode?.id } };
}

/** A discount must still be had for the order as it becomes. */
function checkedPlan(sandbox: Sandbox, session: CheckoutSession, plan: CheckoutPlan): CheckoutPlan {
  redemptionFor(sandbox, plan, session.customer);
  return plan;
}

/** Sent from a page that showed something else. */
const isOutdated = (sandbox: Sandbox, session: CheckoutSession, form: URLSearchParams): boolean => form.has('amount') && form.get('amount') !== shownAmount(sandbox, session);

interface Payment {
  input: CheckoutInput;
  typed: Typed;
  authenticated: boolean;
  form: URLSearchParams;
}

/** `/c/pay/{id}`, its challenge, and its changes of quantity and code. */
export class CheckoutFlow {
  constructor(
    private readonly sandbox: Sandbox,
    private readonly dispatcher: Dispatcher,
  ) {}

  async handle(method: string, id: string, step: string | undefined, url: URL, body: string): Promise<Answer> {
    const session = this.sandbox.store.get('checkout.session', id);
    if (!session) return notice('Nothing to pay here', 'This payment link does not exist. Go back to the shop and start again.', null, 404);
    if (session.status === 'complete') {
      const link = { href: successUrl(session), label: 'Continue' };
      return method === 'POST' ? this.finish(session) : notice('Already paid', 'This order is complete. You were not charged again.', link);
    }
    if (session.status !== 'open') {
      const link = session.cancel_url ? { href: session.cancel_url, label: 'Back to the shop' } : null;
      return notice('This payment link has expired', 'Nothing was charged. Go back to the shop and start again.', link, 410);
    }
    if (step === 'update' && method === 'POST') return this.update(session, new URLSearchParams(body));
    if (step === 'authenticate') return method === 'POST' ? this.answerChallenge(session, body) : onClockOf(this.sandbox, [session.customer], { isWrite: false }, () => challengePage(this.sandbox, session));
    if (method === 'POST') return this.submit(session, body);
    const card = findTestCard(url.searchParams.get('card') ?? '');
    return this.page(session, { typed: card ? { ...untouched, number: card.number, expiry: '12 / 34', cvc: card.brand === 'amex' ? '1234' : '123' } : untouched });
  }

  private page(session: CheckoutSession, shown: Shown): Answer {
    return onClockOf(this.sandbox, [session.customer], { isWrite: false }, () => checkoutPage(this.sandbox, session, shown));
  }

  private async submit(session: CheckoutSession, body: string): Promise<Answer> {
    const sent = readTyped(body);
    const typed = { ...sent, email: session.customer_details?.email ?? sent.email };
    const checked = checkTyped(typed, { card: collectsCard(this.sandbox, session), address: session.billing_address_collection === 'required' });
    if (!checked.ok) return this.page(session, { typed: checked.field === 'number' ? { ...typed, number: '', cvc: '' } : typed, error: checked });
    return this.pay(session, { input: checked.input, typed, authenticated: false, form: new URLSearchParams(body) });
  }

  /** Quantities and the promotion code: the session has a new price. */
  private update(session: CheckoutSession, form: URLSearchParams): Answer {
    const { store } = this.sandbox;
    const plan = store.get('checkout_plan', session.id);
    if (!plan) return redirect(`/c/pay/${session.id}`);
    try {
      onClockOf(this.sandbox, [session.customer], { isWrite: true }, () =>
        store.atomically(() => repriceSession(this.sandbox, session, changedPlan(this.sandbox, session, plan, form))),
      );
      return redirect(`/c/pay/${session.id}`);
    } catch (error) {
      if (!(error instanceof StripeError)) throw error;
      return this.page(session, { typed: untouched, codeProblem: error.message });
    }
  }

  private async answerChallenge(session: CheckoutSession, body: string): Promise<Answer> {
    const input = this.sandbox.store.get('checkout_plan', session.id)?.challenge;
    if (!input) return redirect(`/c/pay/${session.id}`);
    const form = new URLSearchParams(body);
    if (form.get('result') === 'complete') return this.pay(session, { input, typed: retyped(input), authenticated: true, form });
    return this.page(session, { typed: retyped(input), error: { message: authenticationFailed } });
  }

  private async pay(session: CheckoutSession, { input, typed, authenticated, form }: Payment): Promise<Answer> {
    try {
      const completion = onClockOf(this.sandbox, [session.customer], { isWrite: true }, () =>
        isOutdated(this.sandbox, session, form) ? null : completeCheckout(this.sandbox, session, input, authenticated),
      );
      if (!completion) return this.page(session, { typed: { ...typed, cvc: '' }, error: { message: amountChanged } });
      return completion.done ? await this.finish(completion.session) : redirect(`/c/pay/${session.id}/authenticate`);
    } catch (error) {
      if (!(error instanceof StripeError)) throw error;
      return this.page(session, { typed: { ...typed, cvc: '' }, error: { message: error.message, field: fieldOf(error) } });
    }
  }

  /** As Stripe does: the browser goes on once the shop's endpoint has answered `checkout.session.completed`, or after ten seconds. */
  private async finish(session: CheckoutSession): Promise<Answer> {
    const { store } = this.sandbox;
    if (!this.dispatcher.modes.hold) {
      await this.dispatcher.settled(webhookWithinMs, (delivery) => {
        const event = store.get('event', delivery.event);
        return delivery.attempts === 0 && event?.type === 'checkout.session.completed' && event.data.object.id === session.id;
      });
    }
    return redirect(successUrl(session));
  }
}
