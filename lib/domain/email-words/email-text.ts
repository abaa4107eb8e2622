import type { Locale } from '@/lib/domain/locale';
import type { EmailContent } from './email-content';

const colon: Record<Locale, string> = { en: ': ', fr: '\u00a0: ' };

/** The mail as plain text: every fact on a line of its own, links in full, nothing that needs a mail program with pictures. */
export const emailText = (mail: EmailContent): string => {
  const is = colon[mail.locale];
  const blocks = [
    [mail.product],
    [mail.title],
    mail.amount === null ? [] : [mail.amount],
    ...mail.body.map((line) => [line]),
    mail.list.map((line) => `- ${line}`),
    mail.lines.map(([description, amount]) => `${description}${is}${amount}`),
    mail.facts.map(([label, value]) => `${label}${is}${value}`),
    ...mail.after.map((line) => [line]),
    [mail.button, ...mail.links].map(({ label, url }) => `${label}${is}${url}`),
    ['-- ', mail.why, mail.origin],
  ];
  return `${blocks.filter((block) => block.length > 0).map((block) => block.join('\n')).join('\n\n')}\n`;
};
