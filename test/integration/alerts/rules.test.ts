import { describe, expect, it } from 'vitest';
import { getAlertRules } from '@/lib/services/alerts/get-alert-rules';
import { putAlertRules, putAlertRulesInput } from '@/lib/services/alerts/put-alert-rules';
import { makeWorkspace, memberCtx, testDatabase } from '@/test/harness';

const database = testDatabase();
const calls = (thresholds: number[], email = true) => ({ meter: 'calls', thresholds, email });

describe('the rules', () => {
  it('are 50, 80, 90 and 100 % with mail for every meter and for spend, until something else is chosen', async () => {
    const ctx = memberCtx(database.it, await makeWorkspace(database.it));
    const { rules } = await getAlertRules(ctx);
    expect(rules.map((rule) => [rule.measure.meter, rule.thresholds, rule.email, rule.isDefault])).toEqual(['calls', 'credits', 'spend'].map((meter) => [meter, [50, 80, 90, 100], true, true]));
  });

  it('are replaced as a whole, sorted and without repeats, and audited with what they were', async () => {
    const workspace = await makeWorkspace(database.it);
    const ctx = memberCtx(database.it, workspace, { role: 'admin' });
    await putAlertRules(ctx, putAlertRulesInput.parse({ rules: [calls([120, 80, 80]), { meter: 'credits', thresholds: [], email: false }] }));
    const later = { ...ctx, now: new Date(ctx.now.getTime() + 1_000) };
    const after = await putAlertRules(later, putAlertRulesInput.parse({ rules: [calls([75])] }));
    expect(after.rules.map((rule) => [rule.measure.meter, rule.thresholds, rule.isDefault])).toEqual([['calls', [75], false], ['credits', [50, 80, 90, 100], true], ['spend', [50, 80, 90, 100], true]]);
    const entries = await database.it.db.auditEntry.findMany({ where: { workspaceId: workspace.id, action: 'alert_rules.changed' }, orderBy: { id: 'asc' } });
    expect(entries.map((entry) => [entry.before, entry.after])).toEqual([
      [{ rules: [] }, { rules: [calls([80, 120]), { meter: 'credits', thresholds: [], email: false }] }],
      [{ rules: [calls([80, 120]), { meter: 'credits', thresholds: [], email: false }] }, { rules: [calls([75])] }],
    ]);
  });

  it('are changed by owners and admins alone, and take known meters once each', async () => {
    const workspace = await makeWorkspace(database.it);
    for (const role of ['member', 'billing'] as const) await expect(putAlertRules(memberCtx(database.it, workspace, { role }), { rules: [] })).rejects.toMatchObject({ code: 'forbidden' });
    const ctx = memberCtx(database.it, workspace);
    await expect(putAlertRules(ctx, { rules: [{ meter: 'tokens', thresholds: [], email: true }] })).rejects.toMatchObject({ code: 'invalid_input', details: { errors: [{ pointer: '/rules/0/meter' }] } });
    await expect(putAlertRules(ctx, { rules: [calls([50]), calls([60])] })).rejects.toMatchObject({ details: { errors: [{ pointer: '/rules/1/meter' }] } });
    expect(putAlertRulesInput.safeParse({ rules: [calls([0])] }).success).toBe(false);
    expect(putAlertRulesInput.safeParse({ rules: [calls([1001])] }).success).toBe(false);
    expect(putAlertRulesInput.safeParse({ rules: [calls([80.5])] }).success).toBe(false);
    expect(putAlertRulesInput.safeParse({ rules: [], more: 1 }).success).toBe(false);
  });
});
