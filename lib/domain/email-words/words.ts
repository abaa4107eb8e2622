import type { EmailData, EmailKind } from '@/lib/domain/emails';
import type { Say } from './say';

/** What one mail says, in one language. Paths begin with `/` and lead into the portal. */
export type Words = {
  subject: string;
  /** The heading; the subject unless given. */
  title?: string;
  /** The amount that the mail is about, set large. */
  amount?: string;
  body: string[];
  list?: string[];
  facts?: [label: string, value: string][];
  /** What was paid for, with amounts. */
  lines?: [description: string, amount: string][];
  /** Said after everything else, above the button. */
  after?: string[];
  button: [label: string, path: string];
  links?: [label: string, url: string][];
};

/** A language: the words of every kind of mail. */
export type Language = {
  kinds: { [K in EmailKind]: (data: EmailData[K], say: Say) => Words };
  /** Why somebody gets mail of a kind, for its foot. */
  why(kind: EmailKind, product: string): string;
};
