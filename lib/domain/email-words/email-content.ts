import type { Catalog } from '@/lib/domain/catalog';
import type { EmailData, EmailKind } from '@/lib/domain/emails';
import type { Locale } from '@/lib/domain/locale';
import { english } from './en';
import { french } from './fr';
import { sayIn } from './say';
import type { Language, Words } from './words';

export type EmailLink = { label: string; url: string };

/** A mail, ready to be set in HTML or in text: all words said, all links whole. */
export type EmailContent = Required<Omit<Words, 'button' | 'links' | 'amount'>> & {
  locale: Locale;
  product: string;
  /** The portal's public origin. */
  origin: string;
  amount: string | null;
  button: EmailLink;
  links: EmailLink[];
  why: string;
};

export type EmailRequest = { kind: EmailKind; data: EmailData[EmailKind]; locale: Locale; catalog: Catalog; origin: string };

const languages: Record<Locale, Language> = { en: english, fr: french };

/** What a mail says in the recipient's language. `origin` is the portal's, without a trailing slash. */
export const emailContent = ({ kind, data, locale, catalog, origin }: EmailRequest): EmailContent => {
  const language = languages[locale];
  const say = sayIn(locale, catalog);
  // The kind and its data come together from one row; TypeScript cannot see that across the union.
  const words = (language.kinds[kind] as (data: EmailData[EmailKind], say: ReturnType<typeof sayIn>) => Words)(data, say);
  return {
    locale, product: say.product, origin,
    subject: words.subject, title: words.title ?? words.subject, amount: words.amount ?? null,
    body: words.body, list: words.list ?? [], facts: words.facts ?? [], lines: words.lines ?? [], after: words.after ?? [],
    button: { label: words.button[0], url: origin + words.button[1] },
    links: (words.links ?? []).map(([label, url]) => ({ label, url })),
    why: language.why(kind, say.product),
  };
};
