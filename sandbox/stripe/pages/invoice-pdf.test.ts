import { afterAll, beforeAll, expect, test } from 'vitest';
import { makePrice, makeSession, openSandbox, payOnPage, type Opened } from '@/sandbox/stripe/contract/open-sandbox';
import { Pdf, wrap } from './pdf';

let opened: Opened;
beforeAll(async () => {
  opened = await openSandbox({ name: 'Acme (Côte d’Ivoire)' });
});
afterAll(() => opened.close());

/** What a reader would show, in order. */
const shown = (file: string): string[] => [...file.matchAll(/\(((?:[^()\\]|\\.)*)\) Tj/g)].map((match) => (match[1] ?? '').replace(/\\(.)/g, '$1'));

test('an invoice prints its number, seller, payer, lines and totals', async () => {
  const { stripe } = opened;
  const customer = await stripe.customers.create({ email: 'ada@example.com', name: 'Zoë Œuvre', address: { line1: '1 rue', city: 'Abidjan', country: 'CI' } });
  const price = await makePrice(stripe, 22_000, 'xof');
  await payOnPage(await makeSession(stripe, { customer: customer.id, line_items: [{ price: price.id, quantity: 2 }] }), '4242424242424242');
  const [invoice] = (await stripe.invoices.list({ customer: customer.id })).data;
  const file = Buffer.from(await (await fetch(String(invoice?.invoice_pdf))).arrayBuffer()).toString('latin1');
  const texts = shown(file);
  expect(texts).toEqual(expect.arrayContaining(['Invoice', String(invoice?.number), 'Acme (C\xf4te d\x92Ivoire)', 'Zo\xeb \x8cuvre', '1 rue', 'Abidjan', 'CI', 'Amount due', 'F CFA 0']));
  expect(texts.filter((text) => text === 'F CFA 44,000').length).toBeGreaterThanOrEqual(3);
  const start = Number(/startxref\n(\d+)/.exec(file)?.[1]);
  expect(file.slice(start, start + 4)).toBe('xref');
  for (const [, offset = '', number = ''] of [...file.slice(start).matchAll(/^(\d{10}) 00000 n /gm)].map((match, index) => [match[0], match[1], String(index + 1)])) {
    expect(file.slice(Number(offset)).startsWith(`${number} 0 obj`)).toBe(true);
  }
  for (const [, length, stream] of file.matchAll(/<< \/Length (\d+) >>\nstream\n([\s\S]*?)\nendstream/g)) expect(stream).toHaveLength(Number(length));
});

test('long texts are broken between words, every page is in the file, and a sign that the font lacks is the code of its currency', () => {
  expect(wrap('one two three', 10, 40)).toEqual(['one two', 'three']);
  expect(wrap('unbreakable', 10, 5)).toEqual(['unbreakable']);
  const pdf = new Pdf();
  pdf.text(10, 10, 'first');
  pdf.addPage();
  pdf.text(10, 10, 'second 漢');
  pdf.text(10, 20, '₹1,000.00, €5.00');
  const file = pdf.render('Two pages').toString('latin1');
  expect(file).toContain('/Count 2');
  expect(shown(file)).toEqual(['first', 'second ?', 'INR 1,000.00, \x805.00']);
});
