import { createTransport } from 'nodemailer';
import type { Mail } from '@/lib/context';

export type MailOptions = {
  /** `smtp://` or `smtps://`, with name and password where the server wants them. */
  smtpUrl: string;
  from: { name: string; address: string };
};

/** The URL with our patience, and where it has a password with encryption, unless it says otherwise itself: nodemailer takes settings from its query only. */
const withSettings = (smtpUrl: string): string => {
  const url = new URL(smtpUrl);
  const settings = { connectionTimeout: '10000', greetingTimeout: '10000', socketTimeout: '20000', ...(url.username === '' ? {} : { requireTLS: 'true' }) };
  for (const [name, value] of Object.entries(settings)) if (!url.searchParams.has(name)) url.searchParams.set(name, value);
  return url.href;
};

/** What nodemailer says of a mail that was not taken. */
type SmtpFailure = { command?: string; responseCode?: number; response?: string };

/**
 * A mail server by SMTP, one connection per mail. A password is not sent over a connection that is not encrypted. `refused` is
 * the server's permanent no (5xx, RFC 5321 4.2.1) to this recipient or this message; everything else is thrown, also a no for
 * reasons of policy (x.7.x, RFC 3463), which a correction of the settings heals.
 */
export const openMail = ({ smtpUrl, from }: MailOptions): Mail => {
  const transport = createTransport(withSettings(smtpUrl));
  const host = from.address.split('@').at(-1);
  return {
    send: async ({ id, to, subject, html, text }) => {
      try {
        await transport.sendMail({ messageId: `<${id}@${host}>`, from, to: { name: '', address: to }, subject, html, text, headers: { 'Auto-Submitted': 'auto-generated' } });
        return { kind: 'sent' };
      } catch (error) {
        const { command = '', responseCode = 0, response = '' } = error as SmtpFailure;
        const isFinal = responseCode >= 500 && (command === 'RCPT TO' || command === 'DATA') && !/^5\d\d[ -]5\.7\./.test(response);
        if (isFinal) return { kind: 'refused', reason: response };
        throw error;
      }
    },
  };
};
