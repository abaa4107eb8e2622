import { testCards } from '@/sandbox/stripe/billing/test-cards';
import { html, type Html } from './html';

export interface TypedCard {
  number: string;
  expiry: string;
  cvc: string;
}

export const spaced = (number: string): string => number.replace(/(.{4})(?=.)/g, '$1 ');
export const invalid = (bad: string | undefined, field: string): Html | false => bad === field && html` aria-invalid="true" aria-describedby="error"`;

/** Number, expiry and security code of a form that the sandbox itself receives. */
export const cardFields = (typed: TypedCard, bad: string | undefined): Html =>
  html`<label for="number">Card number</label><input id="number" name="number" inputmode="numeric" autocomplete="cc-number" placeholder="4242 4242 4242 4242" required value="${typed.number}"${invalid(bad, 'number')}>
    <div class="pair"><div><label for="expiry">Expiration date MM / YY</label><input id="expiry" name="expiry" inputmode="numeric" autocomplete="cc-exp" placeholder="12 / 34" required value="${typed.expiry}"${invalid(bad, 'expiry')}></div>
    <div><label for="cvc">Security code</label><input id="cvc" name="cvc" inputmode="numeric" autocomplete="cc-csc" placeholder="123" required value="${typed.cvc}"${invalid(bad, 'cvc')}></div></div>`;

/** Links that fill a card in: with `?card=` when there is no script. */
export const testCardList = (path: string, isOpen: boolean): Html =>
  html`<details${isOpen && html` open`}><summary>Test cards</summary><p class="muted">Any future date and any security code. Choose one to fill it in.</p>
    <ul class="tests">${testCards.map((card) => html`<li><a href="${path}?card=${card.number}" data-card="${spaced(card.number)}" data-cvc="${card.brand === 'amex' ? '1234' : '123'}">${spaced(card.number)}</a><span class="muted">${card.label}</span></li>`)}</ul></details>`;

/** Fills in a test card, and lets nothing be sent twice. */
export const formScript = `document.querySelectorAll('a[data-card]').forEach((link) => link.addEventListener('click', (event) => {
  event.preventDefault();
  const fill = (id, value) => { const field = document.getElementById(id); if (field && (id === 'number' || id === 'cvc' || !field.value)) field.value = value; };
  fill('number', link.dataset.card); fill('expiry', '12 / 34'); fill('cvc', link.dataset.cvc); document.getElementById('number').focus();
}));
document.querySelectorAll('form[data-once]').forEach((form) => form.addEventListener('submit', (event) => {
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = 'yes';
  if (event.submitter) event.submitter.textContent = 'Processing…';
  window.addEventListener('pageshow', () => { delete form.dataset.sent; }, { once: true });
}));`;
