import { expect, it } from 'vitest';
import { emailContent } from '@/lib/domain/email-words/email-content';
import type { EmailData } from '@/lib/domain/emails';
import { notifyAlerts } from '@/lib/services/alerts/notify-alerts';
import { makeApiKey, makeMember, makeWorkspace, testCtx, testDatabase } from '@/test/harness';
import { makeAlert } from './alert-rows';

const database = testDatabase();
const mails = (workspaceId: string) => database.it.db.email.findMany({ where: { workspaceId, kind: 'usage_alert' }, orderBy: [{ key: 'asc' }, { recipient: 'asc' }] });
const waiting = (workspaceId: string) => database.it.db.alert.count({ where: { workspaceId, notifiedAt: null } });

it('owners and admins are written to about each alert from 80 % on, once, however many workers run', async () => {
  const workspace = await makeWorkspace(database.it);
  const admin = await makeMember(database.it, workspace.id, 'admin');
  for (const role of ['billing', 'member'] as const) await makeMember(database.it, workspace.id, role);
  const near = await makeAlert(database.it, workspace.id);
  const reached = await makeAlert(database.it, workspace.id, { threshold: 100, severity: 'critical' });
  await makeAlert(database.it, workspace.id, { threshold: 50, severity: 'info' });
  const ctx = testCtx(database.it);
  const counts = await Promise.all([notifyAlerts(ctx), notifyAlerts(ctx), notifyAlerts(ctx)]);
  expect(counts.reduce((sum, count) => sum + count)).toBe(4);
  expect(await notifyAlerts(ctx)).toBe(0);
  const expected = [near, reached].flatMap(({ id }) => [workspace.owner.email, admin.email].sort().map((recipient) => [`usage_alert:${id}`, recipient]));
  expect((await mails(workspace.id)).map((mail) => [mail.key, mail.recipient])).toEqual(expected);
  expect(await waiting(workspace.id)).toBe(0);
});

it('a meter whose mail is switched off stays silent, and its alerts are not looked at again', async () => {
  const workspace = await makeWorkspace(database.it);
  await database.it.db.alertRule.create({ data: { workspaceId: workspace.id, meter: 'calls', thresholds: [80], email: false, updatedAt: new Date() } });
  await makeAlert(database.it, workspace.id);
  await makeAlert(database.it, workspace.id, { meter: 'credits' });
  expect(await notifyAlerts(testCtx(database.it))).toBe(1);
  expect((await mails(workspace.id)).map((mail) => (mail.data as EmailData['usage_alert']).meter)).toEqual(['credits']);
  expect(await waiting(workspace.id)).toBe(0);
});

it('a mail that cannot be queued leaves its alert to the next run', async () => {
  const workspace = await makeWorkspace(database.it);
  await makeAlert(database.it, workspace.id);
  const ctx = testCtx(database.it);
  await database.it.sql.query(`ALTER TABLE emails ADD CONSTRAINT none CHECK (kind <> 'usage_alert') NOT VALID`);
  await expect(notifyAlerts(ctx)).rejects.toThrow();
  expect([await waiting(workspace.id), (await mails(workspace.id)).length]).toEqual([1, 0]);
  await database.it.sql.query('ALTER TABLE emails DROP CONSTRAINT none');
  expect(await notifyAlerts(ctx)).toBe(1);
});

it('the mail says what was used, whose limit it is, what happens beyond it and when it starts again, in both languages', async () => {
  const workspace = await makeWorkspace(database.it);
  const key = await makeApiKey(database.it, workspace.id);
  await database.it.db.ownLimit.create({ data: { id: 'lim_1', workspaceId: workspace.id, scope: `key:${key.id}`, meter: 'calls', window: 'month', limit: 50n, mode: 'hard', createdAt: new Date(), updatedAt: new Date() } });
  const alert = await makeAlert(database.it, workspace.id, { scope: `key:${key.id}`, threshold: 100, limit: 50n, used: 50n });
  const ctx = testCtx(database.it);
  await notifyAlerts(ctx);
  const [mail] = await mails(workspace.id);
  const data = mail?.data as EmailData['usage_alert'];
  expect(data).toMatchObject({ beyond: 'refused', scope: { kind: 'key', name: 'Test key' }, resetsAt: alert.windowEnd.toISOString() });
  const said = (locale: 'en' | 'fr') => {
    const { subject, body } = emailContent({ kind: 'usage_alert', data, locale, catalog: ctx.catalog, origin: ctx.origin });
    return [subject, ...body];
  };
  expect(said('en')).toEqual(['The limit of 50 calls is reached', 'That much was used this month of the limit of the key “Test key”: 50 calls.', 'Calls that need more are refused until then.']);
  expect(said('fr')).toEqual(['La limite de 50 appels est atteinte', 'Voilà ce qui a été utilisé ce mois-ci sur la limite de la clé « Test key » : 50 appels.', 'Jusque-là, les appels qui demandent plus sont refusés.']);
});
