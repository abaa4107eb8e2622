import { render } from '@react-email/components';
import { emailContent, type EmailRequest } from '@/lib/domain/email-words/email-content';
import { emailText } from '@/lib/domain/email-words/email-text';
import { EmailMessage } from './email-message';

/** A mail's subject and its two bodies, which say the same. */
export const renderEmail = async (request: EmailRequest): Promise<{ subject: string; html: string; text: string }> => {
  const mail = emailContent(request);
  return { subject: mail.subject, html: await render(<EmailMessage mail={mail} />), text: emailText(mail) };
};
