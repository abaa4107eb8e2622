import { countryCodes } from '@/lib/domain/countries';

const names = new Intl.DisplayNames('en', { type: 'region' });

/** `Germany` of `DE`. */
export const countryName = (code: string): string => names.of(code) ?? code;

/** Every country, by name. */
export const countryOptions = countryCodes.map((value) => ({ value, label: countryName(value) })).sort((a, b) => a.label.localeCompare(b.label, 'en'));
