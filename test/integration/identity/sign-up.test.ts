import { describe, expect, it } from 'vitest';
import * as signUpRoute from '@/app/api/v1/auth/sign-up/route';
import { attemptLimits } from '@/lib/domain/attempt-limits';
import { verifyCredentials } from '@/lib/services/identity/verify-credentials';
import { testCtx } from '@/test/harness';
import { routesDatabase, send } from '@/test/requests';

const database = routesDatabase();
let count = 0;
const fresh = () => `p${(count += 1)}@sign-up.test`;
const signUp = (body: unknown, ip = '198.51.100.1') => send(signUpRoute, 'POST', { body, headers: { 'x-tollgate-ip': ip } });

describe('sign-up', () => {
  it('makes a user, a workspace on the default plan, its owner and the audit entries', async () => {
    const email = fresh();
    const answer = await signUp({ email: ` ${email.toUpperCase()} `, password: 'correct horse', name: 'Grace' });
    expect(answer.status).toBe(201);
    const { user, workspace } = answer.json as unknown as { user: { id: string }; workspace: { id: string } };
    expect(answer.json).toMatchObject({ user: { email, name: 'Grace' }, workspace: { name: 'Grace’s workspace' } });
    const stored = await database.it.db.workspace.findUniqueOrThrow({ where: { id: workspace.id }, include: { planVersion: true, members: true } });
    expect(stored.planVersion.plan).toBe('free');
    expect(stored.members).toMatchObject([{ userId: user.id, role: 'owner' }]);
    const audit = await database.it.db.auditEntry.findMany({ where: { workspaceId: workspace.id }, orderBy: { action: 'asc' } });
    expect(audit.map((entry) => entry.action)).toEqual(['user.signed_up', 'workspace.created']);
  });

  it('never stores or answers the password, and hashes it with argon2id', async () => {
    const email = fresh();
    const answer = await signUp({ email, password: 'correct horse' });
    const { passwordHash } = await database.it.db.user.findUniqueOrThrow({ where: { email } });
    expect(passwordHash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(JSON.stringify(answer.json)).not.toContain('argon2');
  });

  it('makes one account of ten sign-ups at once with the same address, and 409 of the others', async () => {
    const email = fresh();
    const answers = await Promise.all(Array.from({ length: 10 }, (_, i) => signUp({ email: i % 2 ? email : email.toUpperCase(), password: 'correct horse' })));
    expect(answers.map((one) => one.status).sort()).toEqual([201, ...Array.from({ length: 9 }, () => 409)]);
    expect(answers.filter((one) => one.status === 409).every((one) => one.json.code === 'email_taken')).toBe(true);
    expect(await database.it.db.user.count({ where: { email } })).toBe(1);
  });

  it.each([
    [{ email: 'x', password: 'correct horse' }, '/email'],
    [{ email: 'a@b.test', password: '123456789' }, '/password'],
    [{ email: 'a@b.test', password: 'x'.repeat(201) }, '/password'],
    [{ email: `${'a'.repeat(250)}@b.test`, password: 'correct horse' }, '/email'],
    [{ email: 'a@b.test', password: 'correct horse', isOperator: true }, '/isOperator'],
    [{ email: 'a@b.test', password: 'correct\u0000horse' }, '/password'],
    [{ email: ['a@b.test'], password: 'correct horse' }, '/email'],
    [{ password: 'correct horse' }, '/email'],
  ])('refuses %j with 422 and points to %s', async (body, pointer) => {
    const answer = await signUp(body);
    expect(answer.status).toBe(422);
    expect((answer.json as unknown as { errors: { pointer: string }[] }).errors.map((one) => one.pointer)).toContain(pointer);
  });

  it('refuses an address that signs up too often, and only that one', async () => {
    const { attempts } = attemptLimits.signUpPerAddress;
    await database.it.sql.query(`INSERT INTO throttles (subject, window_start, attempts) SELECT 'sign-up:203.0.113.7', date_trunc('hour', now()) + n * interval '1 hour', $1 FROM generate_series(0, 1) n`, [attempts]);
    const refused = await signUp({ email: fresh(), password: 'correct horse' }, '203.0.113.7');
    expect([refused.status, refused.json.code]).toEqual([429, 'too_many_attempts']);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await signUp({ email: fresh(), password: 'correct horse' }, '203.0.113.8')).status).toBe(201);
  });
});

describe('credentials', () => {
  const from = (ip: string) => testCtx(database.it, { actor: { kind: 'anonymous', ip, userAgent: '' }, now: new Date('2026-03-01T10:00:00Z') });
  const wrong = { message: 'The e-mail address or the password is wrong.', code: 'invalid_credentials' };

  it('answers the same for an unknown account, a wrong password and an account without a password', async () => {
    const email = fresh();
    await signUp({ email, password: 'correct horse' });
    await database.it.db.user.create({ data: { id: 'usr_nopassword', email: 'nopassword@sign-up.test', name: 'x', createdAt: new Date() } });
    const ctx = from('198.51.100.20');
    await expect(verifyCredentials(ctx, { email, password: 'wrong' })).rejects.toMatchObject(wrong);
    await expect(verifyCredentials(ctx, { email: 'nobody@sign-up.test', password: 'wrong' })).rejects.toMatchObject(wrong);
    await expect(verifyCredentials(ctx, { email: 'nopassword@sign-up.test', password: 'wrong' })).rejects.toMatchObject(wrong);
    await expect(verifyCredentials(ctx, { email, password: 'correct horse' })).resolves.toMatchObject({ email });
  });

  it('hashes once whether the account exists or not', async () => {
    const email = fresh();
    await signUp({ email, password: 'correct horse' });
    const { passwordHash } = await database.it.db.user.findUniqueOrThrow({ where: { email } });
    const verified: string[] = [];
    const base = from('198.51.100.21');
    const ctx = { ...base, password: { ...base.password, verify: (hash: string) => Promise.resolve(verified.push(hash) < 0) } };
    await expect(verifyCredentials(ctx, { email, password: 'x' })).rejects.toMatchObject(wrong);
    await expect(verifyCredentials(ctx, { email: 'unknown@sign-up.test', password: 'x' })).rejects.toMatchObject(wrong);
    const settings = verified.map((hash) => hash.split('$').slice(0, 4).join('$'));
    expect(settings).toEqual([passwordHash?.split('$').slice(0, 4).join('$'), settings[0]]);
  });

  it('locks an account after ten failures at once from ten addresses, also for the right password, until the window ends', async () => {
    const email = fresh();
    await signUp({ email, password: 'correct horse' });
    const failures = await Promise.allSettled(Array.from({ length: 14 }, (_, i) => verifyCredentials(from(`198.51.101.${i}`), { email, password: 'wrong' })));
    const codes = failures.map((one) => (one.status === 'rejected' ? (one.reason as { code: string }).code : 'ok')).sort();
    expect(codes).toEqual([...Array.from({ length: 10 }, () => 'invalid_credentials'), ...Array.from({ length: 4 }, () => 'too_many_attempts')]);
    await expect(verifyCredentials(from('198.51.101.99'), { email, password: 'correct horse' })).rejects.toMatchObject({ code: 'too_many_attempts', details: { retryAfterSeconds: 900 } });
    const later = { ...from('198.51.101.99'), now: new Date('2026-03-01T10:15:00Z') };
    await expect(verifyCredentials(later, { email, password: 'correct horse' })).resolves.toMatchObject({ email });
  });

  it('counts an IPv6 /64 as one address', async () => {
    const { attempts } = attemptLimits.signInPerAddress;
    await Promise.allSettled(Array.from({ length: attempts }, (_, i) => verifyCredentials(from(`2001:db8:1:2::${i.toString(16)}`), { email: `n${i}@sign-up.test`, password: 'x' })));
    await expect(verifyCredentials(from('2001:db8:1:2:ffff::1'), { email: 'other@sign-up.test', password: 'x' })).rejects.toMatchObject({ code: 'too_many_attempts' });
    await expect(verifyCredentials(from('2001:db8:1:3::1'), { email: 'other@sign-up.test', password: 'x' })).rejects.toMatchObject({ code: 'invalid_credentials' });
  });

  it('does not let an address that is shut out shut others out of their accounts', async () => {
    const email = fresh();
    await signUp({ email, password: 'correct horse' });
    const { attempts } = attemptLimits.signInPerAddress;
    await Promise.allSettled(Array.from({ length: attempts }, (_, i) => verifyCredentials(from('198.51.100.40'), { email: `m${i}@sign-up.test`, password: 'x' })));
    for (let i = 0; i < attemptLimits.signInPerAccount.attempts; i += 1) await expect(verifyCredentials(from('198.51.100.40'), { email, password: 'x' })).rejects.toMatchObject({ code: 'too_many_attempts' });
    await expect(verifyCredentials(from('198.51.100.41'), { email, password: 'correct horse' })).resolves.toMatchObject({ email });
  });

  it('does not count successes against anybody', async () => {
    const email = fresh();
    await signUp({ email, password: 'correct horse' });
    for (let i = 0; i < attemptLimits.signInPerAccount.attempts + 2; i += 1) await verifyCredentials(from('198.51.100.30'), { email, password: 'correct horse' });
  });
});
