import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadCatalog } from '@/lib/catalogs/load-catalog';
import { emailContent } from '@/lib/domain/email-words/email-content';
import type { EmailData, EmailKind } from '@/lib/domain/emails';
import { locales, type Locale } from '@/lib/domain/locale';
import { exampleEmails } from './example-emails';
import { renderEmail } from './render-email';

const catalog = loadCatalog('default');
const origin = 'https://portal.example.test';
const kinds = Object.keys(exampleEmails) as EmailKind[];

const rendered = async <K extends EmailKind>(kind: K, data: EmailData[K], locale: Locale = 'en') => renderEmail({ kind, data, locale, catalog, origin });
const everyExample = kinds.flatMap((kind) => locales.flatMap((locale) => exampleEmails[kind].map((data, i) => [kind, locale, i, data] as const)));

/** What somebody reads in the HTML: without the style, the tags and React's comments. */
const words = (html: string): string =>
  html.replaceAll(/<style[^>]*>[\s\S]*?<\/style>|<!--[\s\S]*?-->/g, '').replaceAll(/<[^>]+>/g, ' ').replaceAll('&#x27;', "'").replaceAll('&amp;', '&').replaceAll(/\s+/g, ' ');
const squeezed = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();

describe.each(everyExample)('the mail %s in %s, example %i', (kind, locale, _, data) => {
  it('has a subject, and an HTML and a text part that say the same, with every fact filled in', async () => {
    const { subject, html, text } = await renderEmail({ kind, data, locale, catalog, origin });
    for (const part of [subject, html, text]) expect(part).not.toMatch(/undefined|null|NaN|Invalid|\[object/);
    expect(subject.length).toBeGreaterThan(8);
    expect(subject.length).toBeLessThan(90);
    expect(subject).not.toMatch(/[\n!]/);
    expect(html).toContain(`lang="${locale}"`);
    expect(html).toMatch(/<title>/);
    const seen = squeezed(words(html));
    const lines = text.split('\n').filter((line) => line !== '' && line !== '-- ' && !line.startsWith(origin) && !/\s?: https?:/.test(line));
    for (const line of lines) for (const part of line.replace(/^- /, '').split(/\s?: (?=[^ ])/)) expect(seen).toContain(squeezed(part));
  });

  it('has a text part without markup, and only links into the portal or to the invoice', async () => {
    const { html, text } = await renderEmail({ kind, data, locale, catalog, origin });
    expect(text).not.toMatch(/<[a-z/]|&[a-z#]+;/i);
    const links = [...html.matchAll(/href="([^"]+)"/g)].map((match) => match[1] ?? '');
    expect(links.length).toBeGreaterThan(1);
    for (const link of links) expect(link).toMatch(/^https:\/\/(portal\.example\.test|invoice\.stripe\.com)(\/|$)/);
    for (const link of links) expect(text).toContain(link);
  });
});

it('says the same facts in every language: times, card digits and addresses agree', async () => {
  const facts = (text: string) => [...text.matchAll(/\d{2}:\d{2} UTC|\b4242\b|https:\S+/g)].map(String).sort();
  for (const kind of kinds) {
    for (const data of exampleEmails[kind]) {
      const [english, french] = await Promise.all([renderEmail({ kind, data, locale: 'en', catalog, origin }), renderEmail({ kind, data, locale: 'fr', catalog, origin })]);
      expect(facts(french.text), kind).toEqual(facts(english.text));
      expect(french.subject, kind).not.toBe(english.subject);
    }
  }
});

const receipt = (amountMinor: number, currency: string): EmailData['receipt'] => ({
  amountMinor, currency, number: 'A-1', paidAt: '2026-12-01T00:00:00Z', lines: [{ description: 'Pro', amountMinor }], hostedUrl: null, pdfUrl: null,
});

it.each([
  ['usd', 4_900, 'en', '$49.00'], ['usd', 4_900, 'fr', '49,00 $'], ['xof', 7_000, 'en', 'F CFA 7,000'], ['xof', 7_000, 'fr', '7 000 F CFA'],
  ['kwd', 12_345, 'en', 'KWD 12.345'], ['kwd', 12_345, 'fr', '12,345 KWD'], ['jpy', 500, 'en', '¥500'], ['usd', 0, 'en', '$0.00'],
] as const)('an amount in %s of %i minor units is said in %s as %s, in the subject and in both parts', async (currency, minor, locale, said) => {
  const { subject, html, text } = await rendered('receipt', receipt(minor, currency), locale);
  const plain = (part: string) => part.replaceAll(/\s/g, ' ');
  expect(plain(subject)).toContain(said);
  expect(plain(text).split(said).length - 1).toBe(2);
  expect(plain(words(html))).toContain(said);
});

it('names plans and units in the recipient’s language, and says a name that is no id as it is', async () => {
  const french = await rendered('trial_ending', { plan: 'business', endsAt: '2026-12-01T00:00:00Z', amountMinor: 5_900, currency: 'usd', hasCard: true }, 'fr');
  expect(french.subject).toBe('Votre essai de l’offre Affaires prend fin le 1er décembre 2026');
  const bought = { amountMinor: 500, currency: 'usd', units: 1, unit: 'credits', balance: 2_001 };
  expect((await rendered('credits_bought', bought)).text).toMatch(/Added: 1 credit\n.*\nBalance now: 2,001 credits/);
  expect((await rendered('credits_bought', { ...bought, units: 5, unit: 'tokens' })).subject).toBe('5 tokens added');
  expect((await rendered('paused', { plan: 'constructor' })).subject).toBe('constructor is paused');
});

it('every date says its zone, and means the moment wherever the server stands', async () => {
  const { text } = await rendered('change_scheduled', { from: { plan: 'pro', interval: 'month', quantity: 1, amountMinor: 4_900, currency: 'usd' }, to: { plan: 'free', interval: null, quantity: 1, amountMinor: 0, currency: 'usd' }, at: '2026-12-31T23:30:00-05:00' });
  expect(text).toContain('until 1 January 2027, 04:30 UTC');
  expect(text).toContain('After that: Free\n');
});

it('what people typed is text in both parts, never markup', async () => {
  const { html, text } = await rendered('downgrade_blocked', { from: 'pro', to: 'starter', reasons: ['<img src=x onerror=alert(1)>', '</ul><script>1</script>'] });
  expect(html).not.toMatch(/<img|<script/);
  expect(text).toContain('- <img src=x onerror=alert(1)>');
});

it.each(['Visit https://win.example', 'win.example/now', 'a@b.example', 'www dot win', 'Free\nmoney.com'])('a welcome never carries the link or address in the name %j', async (name) => {
  const { html, text } = await rendered('welcome', { name, plan: 'free' });
  expect(text).toContain('Hello. Your workspace');
  expect(words(html)).not.toContain('win');
});

it.each(['Ada', 'Dr. Who', 'J. R. Tolkien', 'Zoë O’Brien', '山田太郎'])('a welcome greets %s by name', async (name) => {
  expect((await rendered('welcome', { name, plan: 'free' })).text).toContain(`Hello ${name}. Your workspace`);
});

it.each(everyExample)('the button of %s in %s, example %i, leads to a page of the portal', (kind, locale, _, data) => {
  const { pathname } = new URL(emailContent({ kind, data, locale, catalog, origin }).button.url);
  const folder = path.join('app', '(portal)', pathname);
  expect(existsSync(folder) && readdirSync(folder, { recursive: true, encoding: 'utf8' }).some((name) => path.basename(name) === 'page.tsx'), folder).toBe(true);
});
