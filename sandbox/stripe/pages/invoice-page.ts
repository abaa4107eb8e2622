import { formatMoney } from '@/sandbox/stripe/billing/money';
import type { Answer } from '@/sandbox/stripe/http/respond';
import type { Invoice } from '@/sandbox/stripe/resources/render-invoice';
import { html } from './html';
import { layout } from './layout';

const day = (seconds: number): string => new Date(seconds * 1000).toISOString().slice(0, 10);

export function invoicePage(invoice: Invoice): Answer {
  const money = (amount: number): string => formatMoney(amount, invoice.currency);
  const lines = invoice.lines.data.map(
    (line) => html`<li><span>${line.description ?? 'Item'}<small>${day(line.period.start)} to ${day(line.period.end)}</small></span><span class="nowrap">${money(line.amount)}</span></li>`,
  );
  return layout({
    title: `Invoice ${invoice.number ?? invoice.id}`,
    body: html`<div class="card"><h1>Invoice from ${invoice.account_name ?? 'Sandbox'}</h1><p class="amount">${money(invoice.total)}</p>
      <p class="muted">${invoice.number ?? invoice.id} · ${day(invoice.created)} · ${invoice.status ?? 'draft'} · ${invoice.customer_email ?? invoice.customer_name ?? ''}</p>
      <ul class="lines">${lines}</ul><div class="total"><span>Amount due</span><span>${money(invoice.amount_remaining)}</span></div>
      ${invoice.invoice_pdf && html`<a class="button" href="/i/${invoice.id}/pdf">Download invoice</a>`}</div>`,
  });
}

const pdfText = (text: string): string => text.replace(/[^\x20-\xff]/g, ' ').replace(/[\\()]/g, '\\$&');

/** One page, one font: enough for a link that opens. */
export function invoicePdf(invoice: Invoice): Answer {
  const money = (amount: number): string => formatMoney(amount, invoice.currency);
  const rows = [
    `Invoice ${invoice.number ?? invoice.id}`, `${invoice.account_name ?? 'Sandbox'} (test sandbox, nothing was charged)`, `Date ${day(invoice.created)}`,
    `Billed to ${invoice.customer_name ?? invoice.customer_email ?? ''}`, '', ...invoice.lines.data.map((line) => `${line.description ?? 'Item'}   ${money(line.amount)}`), '',
    `Total ${money(invoice.total)}`, `Paid ${money(invoice.amount_paid)}`, `Due ${money(invoice.amount_remaining)}`,
  ];
  const stream = `BT /F1 12 Tf 56 780 Td 20 TL ${rows.map((row) => `(${pdfText(row)}) Tj T*`).join(' ')} ET`;
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>', '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 5 0 R >> >> /Contents 4 0 R >>',
    `<< /Length ${stream.length} >>\nstream\n${stream}\nendstream`, '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>',
  ];
  let file = '%PDF-1.4\n';
  const offsets = objects.map((object, index) => {
    const offset = file.length;
    file += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return offset;
  });
  const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  file += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table}trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${file.length}\n%%EOF\n`;
  const name = `invoice-${invoice.number ?? invoice.id}.pdf`;
  return { status: 200, headers: { 'content-type': 'application/pdf', 'content-disposition': `attachment; filename="${name}"` }, body: Buffer.from(file, 'latin1') };
}
