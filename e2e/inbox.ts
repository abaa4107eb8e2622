import type { APIRequestContext } from '@playwright/test';
import { expect } from './product';

export type Mail = { to: string; subject: string; text: string; html: string };

/** What the SMTP server of the run took for an address, newest first. */
const mailsTo = async (request: APIRequestContext, { mailUrl }: { mailUrl: string | null }, email: string): Promise<Mail[]> => {
  const answer = await request.get(`${mailUrl}/messages?to=${encodeURIComponent(email)}`);
  if (!answer.ok()) throw new Error(`The inbox answered ${answer.status()}`);
  return (await answer.json()) as Mail[];
};

/**
 * Waits until the inbox of an address holds a mail for each of these subjects, once, and nothing else. Answers them in this order.
 * Every journey says all that was written so far, so that what comes twice or without a reason fails.
 */
export const expectMails = async (request: APIRequestContext, product: { mailUrl: string | null }, email: string, subjects: RegExp[]): Promise<Mail[]> => {
  const nameOf = ({ subject }: Mail) => subjects.find((pattern) => pattern.test(subject))?.source ?? subject;
  let mails: Mail[] = [];
  const names = async () => {
    mails = await mailsTo(request, product, email);
    return mails.map(nameOf).sort();
  };
  await expect.poll(names, { message: `the mails to ${email}` }).toEqual(subjects.map((pattern) => pattern.source).sort());
  return subjects.map((pattern) => mails.find((mail) => nameOf(mail) === pattern.source) as Mail);
};

/** Those of a person who bought a plan: the greeting and the receipt. */
export const greeting = /^Welcome to /;
export const receipt = /^Receipt for \$/;
