import { createTransport } from 'nodemailer';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { Mailbox, type Mail } from './mailbox';
import { startMail, type RunningMail } from './start-mail';

let mail: RunningMail;
beforeAll(async () => {
  mail = await startMail();
});
afterAll(() => mail.close());
beforeEach(() => fetch(`${mail.url}/messages`, { method: 'DELETE' }));

const send = (message: { to: string; subject?: string; text?: string; html?: string }) =>
  createTransport(mail.smtpUrl).sendMail({ from: 'Tollgate <hello@tollgate.test>', ...message });
const messages = async (query = '') => (await (await fetch(`${mail.url}/messages${query}`)).json()) as Mail[];

test('what is sent by SMTP is in the inbox, newest first', async () => {
  await send({ to: 'a@example.test', subject: 'First é', text: 'One\nline' });
  await send({ to: 'b@example.test', subject: 'Second', text: 'plain', html: '<p>rich</p>' });
  const [second, first] = await messages();
  expect(first).toMatchObject({ from: 'hello@tollgate.test', to: 'a@example.test', subject: 'First é', text: 'One\nline\n', html: '' });
  expect(second).toMatchObject({ to: 'b@example.test', subject: 'Second', html: '<p>rich</p>\n' });
  expect(Date.parse(first?.receivedAt ?? '')).toBeGreaterThan(Date.now() - 60_000);
});

test('the list can be narrowed to one recipient, without case, and to nobody else', async () => {
  await send({ to: 'Ada@example.test, bob@example.test', subject: 'Both' });
  await send({ to: 'notada@example.test', subject: 'Other' });
  expect((await messages('?to=ada@EXAMPLE.test')).map((one) => one.subject)).toEqual(['Both']);
  expect(await messages('?to=nobody@example.test')).toEqual([]);
});

test('deleting empties the inbox', async () => {
  await send({ to: 'a@example.test', subject: 'Gone' });
  expect((await fetch(`${mail.url}/messages`, { method: 'DELETE' })).status).toBe(204);
  expect(await messages()).toEqual([]);
});

test('a subject or text with markup is shown as text, and the HTML part runs no script and loads nothing', async () => {
  await send({ to: 'a@example.test', subject: '<img src=x onerror=alert(1)>', text: '</pre><script>1</script>', html: '<script>alert(1)</script><p>Hi</p>' });
  const [one] = await messages();
  const list = await (await fetch(mail.url)).text();
  const response = await fetch(`${mail.url}/message/${one?.id}`);
  const view = await response.text();
  for (const body of [list, view]) expect(body).not.toMatch(/<img|<script/);
  expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
  const framed = await fetch(`${mail.url}/message/${one?.id}/html`);
  const policy = framed.headers.get('content-security-policy') ?? '';
  expect(policy).toContain("default-src 'none'");
  expect(policy).toMatch(/; sandbox/);
  expect(policy).not.toContain('allow-scripts');
});

test('a message that is not there is 404, and other methods are refused by name', async () => {
  expect((await fetch(`${mail.url}/message/mail_999999`)).status).toBe(404);
  expect((await fetch(`${mail.url}/messages/mail_999999`)).status).toBe(404);
  const refused = await fetch(`${mail.url}/messages`, { method: 'POST' });
  expect([refused.status, refused.headers.get('allow')]).toEqual([405, 'GET, HEAD, DELETE']);
});

test('only the newest messages are kept', async () => {
  const mailbox = new Mailbox(3);
  for (const n of [1, 2, 3, 4, 5]) await mailbox.receive(Buffer.from(`Subject: ${n}\r\n\r\nhi`), { from: 'a@example.test', to: ['b@example.test'] });
  expect(mailbox.list().map((one) => one.subject)).toEqual(['5', '4', '3']);
});
