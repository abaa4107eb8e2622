/** What a spreadsheet takes for a formula, also in the full-width forms that it folds, and behind spaces that it drops. */
const formula = /^[\s\p{Cf}]*[=+\-@|%\t\r\n＝＋－＠｜％−﹢﹣﹦﹫]/u;

/** One cell (RFC 4180). Text that a spreadsheet would compute gets an apostrophe before it, which makes it text; numbers stay numbers. */
export const csvCell = (value: string | number | boolean | null | undefined): string => {
  if (value === null || value === undefined) return '';
  if (typeof value !== 'string') return String(value);
  const safe = formula.test(value) ? `'${value}` : value;
  return /[",\r\n\t;']|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};

export const csvLine = (cells: readonly (string | number | boolean | null | undefined)[]): string => `${cells.map(csvCell).join(',')}\r\n`;
