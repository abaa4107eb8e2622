import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';
import { inboxPage, messagePage, missingPage, styles } from './inbox-pages';
import { Mailbox } from './mailbox';

export type RunningMail = { url: string; port: number; smtpUrl: string; smtpPort: number; close(): Promise<void> };

const maxMailBytes = 10 * 1024 * 1024;
const pagePolicy = "default-src 'none'; style-src 'self'; img-src data:; frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const mailPolicy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox";

/** A real SMTP server that delivers to nobody, and an inbox to read in the browser (`url`) or as JSON (`url/messages`). */
export const startMail = async (options: { port?: number; smtpPort?: number } = {}): Promise<RunningMail> => {
  const mailbox = new Mailbox();
  const smtp = smtpServer(mailbox);
  const smtpPort = await listening(smtp.server, () => smtp.listen(options.smtpPort ?? 0, '127.0.0.1'));
  const web = createServer((request, response) => serve(request, response, mailbox));
  try {
    const port = await listening(web, () => web.listen(options.port ?? 0, '127.0.0.1'));
    const close = async () => {
      await Promise.all([
        new Promise<void>((resolve) => smtp.close(() => resolve())),
        new Promise<void>((resolve) => {
          web.close(() => resolve());
          web.closeAllConnections();
        }),
      ]);
    };
    return { url: `http://127.0.0.1:${port}`, port, smtpUrl: `smtp://127.0.0.1:${smtpPort}`, smtpPort, close };
  } catch (error) {
    smtp.close(() => {});
    throw error;
  }
};

type Listener = { once(event: 'error' | 'listening', listener: (error: Error) => void): unknown; off(event: 'error', listener: (error: Error) => void): unknown; address(): unknown };

const listening = (server: Listener, listen: () => unknown): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.once('listening', () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
    listen();
  });

const smtpServer = (mailbox: Mailbox): SMTPServer => {
  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'], disableReverseLookup: true, size: maxMailBytes, closeTimeout: 500, logger: false,
    onData: (data, session, done) => {
      deliver(data, session, mailbox).then(() => done(), done);
    },
  });
  // A client that hangs up in the middle is its own problem; without a listener it would end the process.
  server.on('error', () => {});
  return server;
};

const deliver = async (data: SMTPServerDataStream, session: SMTPServerSession, mailbox: Mailbox): Promise<void> => {
  const chunks: Buffer[] = [];
  for await (const chunk of data as AsyncIterable<Buffer>) if (!data.sizeExceeded) chunks.push(chunk);
  if (data.sizeExceeded) throw Object.assign(new Error('The message is too large'), { responseCode: 552 });
  const { mailFrom, rcptTo } = session.envelope;
  await mailbox.receive(Buffer.concat(chunks), { from: mailFrom ? mailFrom.address : '', to: rcptTo.map((one) => one.address) });
};

const serve = (request: IncomingMessage, response: ServerResponse, mailbox: Mailbox): void => {
  const url = new URL(request.url ?? '/', 'http://localhost');
  const to = url.searchParams.get('to') ?? '';
  const [, area, id = '', part] = url.pathname.split('/');
  if (url.pathname === '/messages' && request.method === 'DELETE') {
    mailbox.clear();
    return send(response, 204, 'application/json', '');
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') return json(response, 405, { error: 'Only GET, and DELETE /messages.' }, { allow: 'GET, HEAD, DELETE' });
  if (url.pathname === '/') return html(response, 200, inboxPage(mailbox.list(to), to));
  if (url.pathname === '/styles.css') return send(response, 200, 'text/css; charset=utf-8', styles);
  if (url.pathname === '/messages') return json(response, 200, mailbox.list(to));
  const mail = mailbox.find(id);
  if (area === 'messages') return mail ? json(response, 200, mail) : json(response, 404, { error: 'There is no such message.' });
  if (area !== 'message' || !mail) return html(response, 404, missingPage());
  if (part === 'html') return html(response, 200, `<!doctype html><meta charset="utf-8"><base target="_blank">${mail.html}`, mailPolicy);
  return html(response, 200, messagePage(mail));
};

const send = (response: ServerResponse, status: number, type: string, body: string, headers: Record<string, string> = {}): void => {
  response.writeHead(status, {
    'content-type': type, 'cache-control': 'no-store', 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer', ...headers,
  });
  response.end(body);
};

const json = (response: ServerResponse, status: number, body: unknown, headers?: Record<string, string>): void =>
  send(response, status, 'application/json; charset=utf-8', JSON.stringify(body), headers);

const html = (response: ServerResponse, status: number, body: string, policy = pagePolicy): void =>
  send(response, status, 'text/html; charset=utf-8', body, { 'content-security-policy': policy });
