import { expect, it } from 'vitest';
import * as health from '@/app/api/health/route';
import type { Mail } from '@/lib/context';
import { queueEmail } from '@/lib/services/emails/queue-email';
import { installServices, services } from '@/lib/web/services';
import { testCtx } from '@/test/harness';
import { routesDatabase, send } from '@/test/requests';

const database = routesDatabase();
const mailCheck = async (mail: Mail | null) => {
  installServices({ ...services(), mail });
  return ((await send(health, 'GET')).json as unknown as { checks: { mail: string } }).checks.mail;
};

it('health says when mail has nowhere to go, and when it has waited too long', async () => {
  const mail: Mail = { send: () => Promise.reject(new Error('not asked')) };
  const queued = (minutesAgo: number) =>
    queueEmail(testCtx(database.it, { now: new Date(Date.now() - minutesAgo * 60_000) }), { kind: 'paused', key: `paused:${minutesAgo}`, data: { plan: 'pro' }, to: { email: 'a@example.test' } });
  expect(await mailCheck(null)).toBe('not_configured');
  await queued(9);
  expect(await mailCheck(mail)).toBe('ok');
  await queued(11);
  expect(await mailCheck(mail)).toBe('behind');
  await database.it.db.email.updateMany({ where: { key: 'paused:11' }, data: { status: 'failed' } });
  expect(await mailCheck(mail)).toBe('ok');
});
