export const locales = ['en', 'fr'] as const;
export type Locale = (typeof locales)[number];

/** A text in every language the product speaks. English is the fallback and never missing. */
export type Localized = { en: string } & Partial<Record<Locale, string>>;

export const localize = (text: Localized, locale: Locale): string => text[locale] ?? text.en;

/** The first language of an `Accept-Language` header (RFC 9110, 12.5.4) that the product speaks, by quality; English else. */
export const localeFrom = (acceptLanguage: string | null | undefined): Locale => {
  const wanted = (acceptLanguage ?? '').split(',').map((part) => {
    const [tag = '', ...params] = part.trim().toLowerCase().split(';');
    const quality = params.map((param) => /^\s*q=([\d.]+)$/.exec(param)?.[1]).find((value) => value !== undefined);
    return { language: tag.split('-')[0], quality: quality === undefined ? 1 : Number(quality) };
  });
  const accepted = wanted.filter((one) => one.quality > 0).sort((a, b) => b.quality - a.quality);
  const found = accepted.map((one) => locales.find((locale) => locale === one.language)).find((locale) => locale !== undefined);
  return found ?? 'en';
};
