import { formatMoney, formatUnit } from '@/sandbox/stripe/billing/money';
import type { Answer } from '@/sandbox/stripe/http/respond';
import type { Invoice, InvoiceLine } from '@/sandbox/stripe/resources/render-invoice';
import type { Sandbox } from '@/sandbox/stripe/sandbox';
import { day } from './dates';
import { billedTo, invoiceFigures, statusWord } from './invoice-figures';
import { Pdf, wrap } from './pdf';

const left = 48;
const right = Pdf.width - 48;
const bottom = Pdf.height - 72;
const columns = { quantity: 360, unit: 455 };

const unitOf = (line: InvoiceLine, currency: string): string => {
  const unit = line.pricing?.unit_amount_decimal;
  return unit ? formatUnit(unit, currency) : '';
};

/** Writes downwards and turns the page when it is full. */
class Writer {
  y = 64;

  constructor(readonly pdf: Pdf) {}

  down(points: number): void {
    this.y += points;
    if (this.y <= bottom) return;
    this.pdf.addPage();
    this.y = 64;
  }

  pair(label: string, value: string): void {
    this.pdf.text(left, this.y, label, { isGrey: true });
    this.pdf.text(left + 90, this.y, value);
    this.down(15);
  }
}

function head({ pdf, ...rest }: { pdf: Pdf; writer: Writer }, invoice: Invoice): void {
  const { writer } = rest;
  pdf.text(left, writer.y, 'Invoice', { size: 22, isBold: true });
  pdf.text(right, writer.y, invoice.account_name ?? 'Sandbox', { size: 14, isBold: true, isRight: true });
  writer.down(30);
  writer.pair('Invoice number', invoice.number ?? invoice.id);
  writer.pair('Date of issue', day(invoice.status_transitions.finalized_at ?? invoice.created));
  if (invoice.due_date) writer.pair('Date due', day(invoice.due_date));
  const { paid_at: paidAt } = invoice.status_transitions;
  writer.pair('Status', paidAt && invoice.status === 'paid' ? `Paid on ${day(paidAt)}` : statusWord(invoice));
  writer.down(14);
  pdf.text(left, writer.y, 'Bill to', { isBold: true });
  for (const line of billedTo(invoice)) {
    writer.down(14);
    pdf.text(left, writer.y, line);
  }
  writer.down(34);
  const { amount_remaining: due, currency } = invoice;
  pdf.text(left, writer.y, invoice.status === 'open' ? `${formatMoney(due, currency)} due` : `${formatMoney(invoice.total, currency)} ${statusWord(invoice).toLowerCase()}`, { size: 16, isBold: true });
  writer.down(34);
}

function table(writer: Writer, invoice: Invoice): void {
  const { pdf } = writer;
  const title = (x: number, text: string, isRight: boolean): void => pdf.text(x, writer.y, text, { size: 9, isGrey: true, isRight });
  title(left, 'Description', false);
  title(columns.quantity, 'Qty', true);
  title(columns.unit, 'Unit price', true);
  title(right, 'Amount', true);
  writer.down(8);
  pdf.rule(left, writer.y, right);
  for (const line of invoice.lines.data) {
    writer.down(18);
    const [first = '', ...more] = wrap(line.description ?? 'Item', 10, columns.quantity - left - 40);
    pdf.text(left, writer.y, first);
    pdf.text(columns.quantity, writer.y, String(line.quantity ?? 1), { isRight: true });
    pdf.text(columns.unit, writer.y, unitOf(line, line.currency), { isRight: true });
    pdf.text(right, writer.y, formatMoney(line.amount, line.currency), { isRight: true });
    for (const rest of more) {
      writer.down(13);
      pdf.text(left, writer.y, rest);
    }
    writer.down(13);
    pdf.text(left, writer.y, `${day(line.period.start)} – ${day(line.period.end)}`, { size: 9, isGrey: true });
  }
  writer.down(14);
}

function figures(writer: Writer, sandbox: Sandbox, invoice: Invoice): void {
  const { pdf } = writer;
  const from = 320;
  for (const { label, amount, isStrong } of invoiceFigures(sandbox, invoice)) {
    pdf.rule(from, writer.y, right);
    writer.down(15);
    pdf.text(from, writer.y, label, { isBold: isStrong });
    pdf.text(right, writer.y, amount, { isRight: true, isBold: isStrong });
    writer.down(7);
  }
}

/** The invoice as a PDF of as many pages as it needs. */
export function invoicePdf(sandbox: Sandbox, invoice: Invoice): Answer {
  const pdf = new Pdf();
  const writer = new Writer(pdf);
  head({ pdf, writer }, invoice);
  table(writer, invoice);
  figures(writer, sandbox, invoice);
  if (invoice.description) {
    writer.down(30);
    for (const line of wrap(invoice.description, 10, right - left)) {
      pdf.text(left, writer.y, line);
      writer.down(14);
    }
  }
  pdf.text(left, Pdf.height - 40, 'Made by a test sandbox. Nothing real was charged.', { size: 9, isGrey: true });
  const number = invoice.number ?? invoice.id;
  return {
    status: 200, body: pdf.render(`Invoice ${number}`),
    headers: { 'content-type': 'application/pdf', 'content-disposition': `attachment; filename="Invoice-${number}.pdf"` },
  };
}
