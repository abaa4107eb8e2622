import type { Mail } from './mailbox';

const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' })[character] ?? '');

/** The one style sheet, served apart so that the pages need no inline style. */
export const styles = `
:root { color-scheme: light dark; --page: #fafaf9; --surface: #fff; --text: #1c1917; --muted: #57534e; --border: #e2dfdb; --accent: #0f766e; }
@media (prefers-color-scheme: dark) { :root { --page: #111312; --surface: #191c1b; --text: #eceae7; --muted: #a8a39d; --border: #2e3331; --accent: #5eead4; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--text); font: 400 14px/1.5 Geist, system-ui, sans-serif; }
header, main { max-width: 880px; margin: 0 auto; padding: 16px 24px; }
header { display: flex; gap: 16px; align-items: baseline; justify-content: space-between; } header a { flex: none; }
h1 { font-size: 20px; font-weight: 600; margin: 0; overflow-wrap: anywhere; }
a { color: var(--accent); text-underline-offset: 3px; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.muted { color: var(--muted); }
.card { background: var(--surface); border: 1px solid var(--border); border-radius: 8px; padding: 16px; margin: 0 0 24px; }
ul.list { list-style: none; margin: 0; padding: 0; background: var(--surface); border: 1px solid var(--border); border-radius: 8px; }
ul.list li { padding: 12px 16px; display: grid; gap: 0 16px; grid-template-columns: minmax(0, 1fr) auto; }
ul.list li + li { border-top: 1px solid var(--border); }
ul.list a { font-weight: 500; overflow-wrap: anywhere; }
dl { display: grid; grid-template-columns: auto minmax(0, 1fr); gap: 4px 16px; margin: 0; }
dt { color: var(--muted); } dd { margin: 0; overflow-wrap: anywhere; }
pre { margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; font: 400 13px/1.5 "Geist Mono", ui-monospace, monospace; }
h2 { font-size: 14px; font-weight: 600; margin: 0 0 8px; }
iframe { width: 100%; height: 480px; border: 1px solid var(--border); border-radius: 6px; background: #fff; }
@media (max-width: 640px) { header, main { padding: 16px; } ul.list li { grid-template-columns: 1fr; } }
`;

const page = (title: string, header: string, main: string): string => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title><link rel="stylesheet" href="/styles.css"><link rel="icon" href="data:,"></head>
<body><header>${header}</header><main>${main}</main></body></html>`;

const when = (iso: string): string => `<time datetime="${iso}">${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC</time>`;

export const inboxPage = (mails: readonly Mail[], to: string): string => {
  const rows = mails.map(
    (mail) => `<li><a href="/message/${mail.id}">${escapeHtml(mail.subject || 'No subject')}</a><span class="muted">${when(mail.receivedAt)}</span><span class="muted">To ${escapeHtml(mail.to)}</span></li>`,
  );
  const list = rows.length > 0
    ? `<ul class="list">${rows.join('')}</ul>`
    : '<p class="card">No mail yet. What Tollgate sends arrives here; nothing leaves this machine.</p>';
  const scope = to ? `<p>Only mail to ${escapeHtml(to)}. <a href="/">Show all</a></p>` : '';
  const reload = to ? `/?to=${encodeURIComponent(to)}` : '/';
  return page('Mail', `<h1>Mail</h1><a href="${escapeHtml(reload)}">Reload</a>`, scope + list);
};

export const messagePage = (mail: Mail): string => {
  const facts = `<dl class="card"><dt>From</dt><dd>${escapeHtml(mail.from)}</dd><dt>To</dt><dd>${escapeHtml(mail.to)}</dd><dt>Received</dt><dd>${when(mail.receivedAt)}</dd></dl>`;
  const html = mail.html
    ? `<section class="card"><h2>As HTML</h2><iframe title="The message as HTML" sandbox="allow-popups allow-popups-to-escape-sandbox" src="/message/${mail.id}/html"></iframe></section>`
    : '';
  const text = mail.text ? `<section class="card"><h2>As text</h2><pre>${escapeHtml(mail.text)}</pre></section>` : '';
  return page(mail.subject || 'No subject', `<h1>${escapeHtml(mail.subject || 'No subject')}</h1><a href="/">All mail</a>`, facts + html + text);
};

export const missingPage = (): string => page('Not there', '<h1>This message is not there</h1><a href="/">All mail</a>', '<p>It was deleted, or 500 newer ones came after it.</p>');
