import type { CreditNote } from '@/sandbox/stripe/billing/credit-invoice';
import { formatMoney } from '@/sandbox/stripe/billing/money';
import type { Answer } from '@/sandbox/stripe/http/respond';
import type { Sandbox } from '@/sandbox/stripe/sandbox';
import { day } from './dates';
import { Pdf, wrap } from './pdf';

const left = 48;
const right = Pdf.width - 48;

/** A credit note as one page. */
export function creditNotePdf({ store, name }: Sandbox, note: CreditNote): Answer {
  const pdf = new Pdf();
  let y = 64;
  const row = (label: string, value: string, isBold = false): void => {
    pdf.text(left, y, label, { isBold });
    pdf.text(right, y, value, { isRight: true, isBold });
    y += 18;
  };
  pdf.text(left, y, 'Credit note', { size: 22, isBold: true });
  pdf.text(right, y, name, { size: 14, isBold: true, isRight: true });
  y += 34;
  row('Number', note.number);
  row('For invoice', store.get('invoice', note.invoice)?.number ?? note.invoice);
  row('Date of issue', day(note.effective_at ?? note.created));
  row('Status', note.status === 'void' ? 'Void' : 'Issued');
  y += 14;
  for (const line of note.lines.data) {
    const [first = '', ...more] = wrap(line.description ?? 'Item', 10, 380);
    row(first, formatMoney(line.amount, note.currency));
    for (const rest of more) row(rest, '');
  }
  if (note.discount_amount > 0) row('Discount', `-${formatMoney(note.discount_amount, note.currency)}`);
  pdf.rule(left, y - 6, right);
  y += 10;
  row('Credited', formatMoney(note.total, note.currency), true);
  for (const line of wrap(note.memo ?? '', 10, right - left)) row(line, '');
  pdf.text(left, Pdf.height - 40, 'Made by a test sandbox. Nothing real was charged.', { size: 9, isGrey: true });
  return {
    status: 200, body: pdf.render(`Credit note ${note.number}`),
    headers: { 'content-type': 'application/pdf', 'content-disposition': `attachment; filename="Credit-note-${note.number}.pdf"` },
  };
}
