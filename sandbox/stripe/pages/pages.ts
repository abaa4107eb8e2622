import { runDue } from '@/sandbox/stripe/billing/run-due';
import type { RequestLog } from '@/sandbox/stripe/http/request-log';
import type { Answer } from '@/sandbox/stripe/http/respond';
import { StripeError } from '@/sandbox/stripe/http/stripe-error';
import type { Sandbox } from '@/sandbox/stripe/sandbox';
import type { Dispatcher } from '@/sandbox/stripe/webhooks/dispatcher';
import { cardFrame, stripeJs, stripeJsPath } from './card-frame';
import { challengeFlow } from './challenge-flow';
import { CheckoutFlow } from './checkout-flow';
import { creditNotePdf } from './credit-note-pdf';
import { invoicePage } from './invoice-page';
import { invoicePdf } from './invoice-pdf';
import { notice } from './layout';
import { portalFlow } from './portal-flow';
import { viewerPage } from './viewer-page';

/** What people open in a browser. */
export class Pages {
  private readonly checkout: CheckoutFlow;

  constructor(
    private readonly sandbox: Sandbox,
    private readonly dispatcher: Dispatcher,
    private readonly log: RequestLog,
  ) {
    this.checkout = new CheckoutFlow(sandbox, dispatcher);
  }

  /** A person is told in a page what a program would be told in JSON. */
  async handle(method: string, url: URL, body: string): Promise<Answer> {
    try {
      return await this.answer(method, url, body);
    } catch (error) {
      if (!(error instanceof StripeError)) throw error;
      return notice('That did not work', error.message, null, error.status);
    }
  }

  private async answer(method: string, url: URL, body: string): Promise<Answer> {
    const [, first, second, third, fourth] = url.pathname.split('/');
    if (method !== 'GET' && method !== 'POST') return notice('Not allowed', `This page does not take ${method}.`, null, 405);
    if (url.pathname === stripeJsPath) return stripeJs();
    if (url.pathname === '/elements/card') return cardFrame(this.sandbox);
    if (url.pathname === '/') {
      runDue(this.sandbox);
      return viewerPage({ sandbox: this.sandbox, dispatcher: this.dispatcher, log: this.log, query: url.searchParams });
    }
    if (first === 'c' && second === 'pay' && third) {
      runDue(this.sandbox);
      return this.checkout.handle(method, third, fourth, url, body);
    }
    if (first === 'p' && second === 'session' && third) {
      runDue(this.sandbox);
      return portalFlow(this.sandbox, method, url, body);
    }
    if (first === 'challenge' && second) return challengeFlow(this.sandbox, method, second, url, body);
    if (first === 'i') runDue(this.sandbox);
    const invoice = first === 'i' && second ? this.sandbox.store.get('invoice', second) : undefined;
    if (invoice?.hosted_invoice_url) return third === 'pdf' ? invoicePdf(this.sandbox, invoice) : invoicePage(this.sandbox, invoice, method, url, body);
    const note = first === 'credit_notes' && second && third === 'pdf' ? this.sandbox.store.get('credit_note', second) : undefined;
    if (note) return creditNotePdf(this.sandbox, note);
    const charge = first === 'receipts' && second ? this.sandbox.store.get('charge', second) : undefined;
    if (charge) return notice('Receipt', `Paid ${charge.id} with a test card. Nothing real was charged.`, null);
    return notice('Not found', 'The sandbox has no such page.', { href: '/', label: 'To the overview' }, 404);
  }
}
