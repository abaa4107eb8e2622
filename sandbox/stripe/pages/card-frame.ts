import { testCards } from '@/sandbox/stripe/billing/test-cards';
import { bundle } from '@/sandbox/stripe/browser/bundle';
import type { Answer } from '@/sandbox/stripe/http/respond';
import type { Sandbox } from '@/sandbox/stripe/sandbox';
import { cardFrameStyle } from './card-frame-style';
import { countries } from './countries';
import { Html, html } from './html';
import { layout } from './layout';

/** Where an application's page loads the stand-in for Stripe.js from. */
export const stripeJsPath = '/_sandbox/stripe.js';

export const stripeJs = (): Answer => ({
  status: 200, body: bundle('stripe'),
  headers: { 'content-type': 'text/javascript; charset=utf-8', 'access-control-allow-origin': '*', 'cross-origin-resource-policy': 'cross-origin' },
});

const spaced = (number: string): string => number.replace(/(.{4})(?=.)/g, '$1 ');

const input = (name: string, label: string, autocomplete: string, placeholder: string, wide = false): Html =>
  html`<div${wide && html` class="wide"`}><label for="${name}">${label}</label><input id="${name}" name="${name}" inputmode="numeric" autocomplete="${autocomplete}" placeholder="${placeholder}" aria-required="true" aria-describedby="${name}-error">
    <p class="problem" id="${name}-error" role="alert"></p></div>`;

/** The card fields of a PaymentElement: a page of the sandbox inside the application's, so that the application never sees a card number. */
export function cardFrame({ clock }: Sandbox): Answer {
  const setup = JSON.stringify({ testNumbers: testCards.map((card) => card.number), now: clock.now() });
  const option = ({ code, name }: { code: string; name: string }): Html => html`<option value="${code}"${code === 'US' && html` selected`}>${name}</option>`;
  const cards = testCards.map((card) => html`<li><button type="button" data-card="${card.number}">${spaced(card.number)}</button><span>${card.label}</span></li>`);
  return layout({
    title: 'Secure payment input frame', isFramed: true, connects: true, isBare: true, sheet: cardFrameStyle, script: bundle('card-frame'),
    body: html`<p class="note">Test sandbox – never enter a real card</p>
      <div class="grid">${input('number', 'Card number', 'billing cc-number', '1234 1234 1234 1234', true)}
      ${input('expiry', 'Expiration date MM / YY', 'billing cc-exp', 'MM / YY')}${input('cvc', 'Security code', 'billing cc-csc', 'CVC')}
      <div id="country-field"><label for="country">Country</label><select id="country" name="country" autocomplete="billing country">${countries.map(option)}</select></div>
      <div id="postal-field"><label for="postalCode">ZIP code</label><input id="postalCode" name="postalCode" autocomplete="billing postal-code" maxlength="12"></div></div>
      <details><summary>Test cards</summary><ul>${cards}</ul></details><script type="application/json" id="setup">${new Html(setup)}</script>`,
  });
}
