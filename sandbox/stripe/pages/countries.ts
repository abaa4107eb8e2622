const codes =
  'AE AR AT AU BD BE BF BG BJ BR CA CH CI CL CM CN CO CR CY CZ DE DK DO DZ EC EE EG ES FI FR GA GB GH GR GT HK HR HU ID IE IL IN IS IT JP KE KR LT LU LV MA MG ML MT MX MY NE NG NL NO NZ PE PH PK PL PT RO RS RW SA SE SG SI SK SN TG TH TN TR TW TZ UA UG US UY VN ZA';
const names = new Intl.DisplayNames('en', { type: 'region' });

/** In the order people look for them. */
export const countries: readonly { code: string; name: string }[] = codes
  .split(' ')
  .map((code) => ({ code, name: names.of(code) ?? code }))
  .sort((a, b) => a.name.localeCompare(b.name));
