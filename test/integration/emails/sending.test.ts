import { SMTPServer } from 'smtp-server';
import { beforeAll, describe, expect, it } from 'vitest';
import { openMail } from '@/lib/adapters/mail';
import type { Mail } from '@/lib/context';
import { prepareJobs } from '@/lib/jobs/prepare-jobs';
import { inTransaction } from '@/lib/services/in-transaction';
import { mostSends, queueEmail } from '@/lib/services/emails/queue-email';
import { sendEmail } from '@/lib/services/emails/send-email';
import { sweepEmails } from '@/lib/services/emails/sweep-emails';
import { makeMember, makeWorkspace, testCtx, testDatabase, type CtxOptions } from '@/test/harness';
import { openPostOffice, sending } from './post-office';

const database = testDatabase();
const post = openPostOffice();
beforeAll(() => prepareJobs(database.it.url));

const ctx = (options: CtxOptions = {}) => sending(testCtx(database.it, { mail: post.mail(), ...options }));
const paused = (key: string) => ({ kind: 'paused', key, data: { plan: 'pro' } }) as const;
const rowOf = (id: string) => database.it.db.email.findUniqueOrThrow({ where: { id } });
const jobsOf = async (id: string) => (await database.it.sql.query<{ attempts: number }>('SELECT attempts FROM graphile_worker.jobs WHERE key = $1', [`email:${id}`])).rows;

let made = 0;
/** One queued mail to somebody new. */
const queued = async (options: CtxOptions = {}) => {
  made += 1;
  const email = `reader-${made}@example.test`;
  await queueEmail(ctx(options), { ...paused(`paused:${made}`), to: { email } });
  return database.it.db.email.findFirstOrThrow({ where: { recipient: email } });
};
const failing = (reason: Error): Mail => ({ send: () => Promise.reject(reason) });
const later = (ms: number) => new Date(Date.now() + ms);

/** An SMTP server that says no to every recipient with this answer. */
const refusing = async (responseCode: number, message: string, act: (mail: Mail) => Promise<void>) => {
  const server = new SMTPServer({ disabledCommands: ['AUTH', 'STARTTLS'], logger: false, onRcptTo: (_to, _session, done) => done(Object.assign(new Error(message), { responseCode })) });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.server.address() as { port: number };
  await act(openMail({ smtpUrl: `smtp://127.0.0.1:${port}`, from: { name: 'Acme', address: 'a@acme.test' } }));
  await new Promise<void>((resolve) => server.close(resolve));
};

describe('queueing', () => {
  it('reaches the owner and the billing members, each in their language, and nobody else', async () => {
    const workspace = await makeWorkspace(database.it);
    const [billing] = [await makeMember(database.it, workspace.id, 'billing'), await makeMember(database.it, workspace.id, 'admin'), await makeMember(database.it, workspace.id, 'member')];
    await makeWorkspace(database.it);
    await database.it.db.user.update({ where: { id: billing.id }, data: { locale: 'fr' } });
    expect(await queueEmail(ctx({ workspaceId: workspace.id }), paused('paused:who'))).toBe(2);
    const rows = await database.it.db.email.findMany({ where: { key: 'paused:who' } });
    expect(Object.fromEntries(rows.map((row) => [row.recipient, [row.locale, row.workspaceId, row.status]]))).toEqual({
      [workspace.owner.email]: ['en', workspace.id, 'queued'], [billing.email]: ['fr', workspace.id, 'queued'],
    });
  });

  it('tells a person one fact once, however often and by how many at once it is queued', async () => {
    const workspace = await makeWorkspace(database.it);
    const added = await Promise.all(Array.from({ length: 12 }, () => queueEmail(ctx(), { ...paused('paused:once'), workspaceId: workspace.id })));
    expect(added.reduce((sum, one) => sum + one, 0)).toBe(1);
    expect(await queueEmail(ctx(), { ...paused('paused:twice'), workspaceId: workspace.id })).toBe(1);
    expect(await database.it.db.email.count({ where: { workspaceId: workspace.id } })).toBe(2);
  });

  it('leaves neither mail nor job behind when what it tells is undone', async () => {
    const workspace = await makeWorkspace(database.it);
    let id = '';
    const undone = inTransaction(ctx(), async (tx) => {
      await queueEmail(tx, { ...paused('paused:undone'), workspaceId: workspace.id });
      id = (await tx.db.email.findFirstOrThrow({ where: { key: 'paused:undone' } })).id;
      throw new Error('undone');
    });
    await expect(undone).rejects.toThrow('undone');
    expect(await database.it.db.email.count({ where: { key: 'paused:undone' } })).toBe(0);
    expect(await jobsOf(id)).toEqual([]);
  });

  it('never guesses whom a mail without a workspace is for', async () => {
    await expect(queueEmail(ctx(), paused('paused:nobody'))).rejects.toThrow('needs a recipient');
  });
});

describe('sending', () => {
  it('hands the mail over with subject, both parts, sender and a Message-ID of its row, and marks it sent', async () => {
    const row = await queued();
    expect(await sendEmail(ctx(), { id: row.id })).toEqual({ kind: 'sent' });
    const [mail] = await post.inbox(row.recipient);
    expect(mail).toMatchObject({ subject: 'Pro is paused', from: 'no-reply@acme.test', to: row.recipient, messageId: `<${row.id}@acme.test>` });
    expect(mail?.text).toContain('See or end the pause: http://localhost:3000/plans');
    expect(mail?.html).toContain('<html');
    expect(await rowOf(row.id)).toMatchObject({ status: 'sent', attempts: 1, lastError: null, sentAt: expect.any(Date) as Date });
  });

  it('sends once, by however many workers at once and however often again', async () => {
    const row = await queued();
    const mail = post.mail();
    const results = await Promise.all(Array.from({ length: 8 }, () => sendEmail(ctx({ mail }), { id: row.id })));
    results.push(await sendEmail(ctx({ mail }), { id: row.id }));
    expect(results.map((one) => one.kind).sort()).toEqual(['sent', ...Array.from({ length: 8 }, () => 'skipped')]);
    expect(await post.inbox(row.recipient)).toHaveLength(1);
  });

  it('after a crash behind the handing over sends again under the same Message-ID', async () => {
    const row = await queued();
    const mail = post.mail();
    const crashing: Mail = { send: (one) => mail.send(one).then(() => Promise.reject(new Error('the process died'))) };
    await expect(sendEmail(ctx({ mail: crashing }), { id: row.id })).rejects.toThrow('the process died');
    expect(await rowOf(row.id)).toMatchObject({ status: 'queued', sentAt: null, attempts: 1 });
    expect(await sendEmail(ctx({ mail }), { id: row.id })).toEqual({ kind: 'sent' });
    const copies = await post.inbox(row.recipient);
    expect(copies).toHaveLength(2);
    expect(new Set(copies.map((copy) => copy.messageId)).size).toBe(1);
  });

  it('counts each failure with its reason, and gives up after the last try, visibly', async () => {
    const row = await queued();
    const mail = failing(new Error('connect ECONNREFUSED'));
    for (let i = 1; i < mostSends; i += 1) await expect(sendEmail(ctx({ mail }), { id: row.id })).rejects.toThrow('ECONNREFUSED');
    expect(await rowOf(row.id)).toMatchObject({ status: 'queued', attempts: mostSends - 1, lastError: 'Error: connect ECONNREFUSED' });
    expect(await sendEmail(ctx({ mail }), { id: row.id })).toEqual({ kind: 'failed' });
    expect(await rowOf(row.id)).toMatchObject({ status: 'failed', attempts: mostSends, sentAt: null });
    expect(await sendEmail(ctx(), { id: row.id })).toEqual({ kind: 'skipped' });
  });

  it('what cannot be set as mail fails like any other, and nothing is sent', async () => {
    const row = await queued();
    await database.it.db.email.update({ where: { id: row.id }, data: { kind: 'ended', data: { plan: 'pro', endedAt: 'yesterday', reason: 'requested' } } });
    await expect(sendEmail(ctx(), { id: row.id })).rejects.toThrow('Invalid time value');
    expect(await rowOf(row.id)).toMatchObject({ status: 'queued', attempts: 1 });
    expect(await post.inbox(row.recipient)).toEqual([]);
  });

  it('does not try again what the server refuses for good, but does when only its policy stands against it', async () => {
    const [gone, denied] = [await queued(), await queued()];
    await refusing(550, '5.1.1 no such mailbox', async (mail) => {
      expect(await sendEmail(ctx({ mail }), { id: gone.id })).toEqual({ kind: 'failed' });
    });
    expect(await rowOf(gone.id)).toMatchObject({ status: 'failed', attempts: 1, sentAt: null, lastError: '550 5.1.1 no such mailbox' });
    await refusing(550, '5.7.1 relaying denied', async (mail) => {
      await expect(sendEmail(ctx({ mail }), { id: denied.id })).rejects.toThrow('relaying denied');
    });
    expect(await rowOf(denied.id)).toMatchObject({ status: 'queued', attempts: 1 });
  });

  it('never sends a password over a connection that is not encrypted', async () => {
    const heard: string[] = [];
    const server = new SMTPServer({ disabledCommands: ['STARTTLS'], allowInsecureAuth: true, logger: false, onAuth: (auth, _session, done) => {
      heard.push(auth.password ?? '');
      done(null, { user: 'u' });
    } });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.server.address() as { port: number };
    const mail = openMail({ smtpUrl: `smtp://user:hunter2@127.0.0.1:${port}`, from: { name: 'Acme', address: 'a@acme.test' } });
    await expect(mail.send({ id: 'eml_1', to: 'b@example.test', subject: 's', html: 'h', text: 't' })).rejects.toThrow();
    await new Promise<void>((resolve) => server.close(resolve));
    expect(heard).toEqual([]);
  });
});

describe('sweeping', () => {
  it('without a mail server mail waits; once there is one it is sent', async () => {
    const row = await queued({ mail: null });
    expect(await sendEmail(ctx({ mail: null }), { id: row.id })).toEqual({ kind: 'waiting' });
    await database.it.sql.query(`SELECT graphile_worker.remove_job($1)`, [`email:${row.id}`]);
    expect(await sweepEmails(ctx({ mail: null, now: later(3_600_000) }))).toBe(0);
    expect(await rowOf(row.id)).toMatchObject({ status: 'queued', attempts: 0 });
    expect(await sweepEmails(ctx({ now: later(61_000) }))).toBeGreaterThan(0);
    expect(await jobsOf(row.id)).toEqual([{ attempts: 0 }]);
  });

  it('takes over from a worker that died, and leaves alone what has a job, is fresh, or is done', async () => {
    await database.it.db.email.deleteMany({});
    const [dead, waiting, working, done] = [await queued(), await queued(), await queued(), await queued()];
    await sendEmail(ctx(), { id: done.id });
    await database.it.sql.query('UPDATE graphile_worker._private_jobs SET locked_at = now() - interval \'1 hour\', locked_by = \'gone\' WHERE key = $1', [`email:${dead.id}`]);
    await database.it.sql.query('UPDATE graphile_worker._private_jobs SET locked_at = now(), locked_by = \'busy\' WHERE key = $1', [`email:${working.id}`]);
    expect(await sweepEmails(ctx())).toBe(0);
    expect(await sweepEmails(ctx({ now: later(61_000) }))).toBe(1);
    expect((await database.it.sql.query('SELECT FROM graphile_worker.jobs WHERE key = $1 AND locked_at IS NULL', [`email:${dead.id}`])).rowCount).toBe(1);
    expect(await jobsOf(waiting.id)).toHaveLength(1);
  });
});
