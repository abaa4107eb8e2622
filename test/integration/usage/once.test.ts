import { expect, test } from 'vitest';
import { makeWorkspace, testDatabase } from '@/test/harness';
import { writeLedger } from './ledger';

const database = testDatabase('forensics');

test('no month of the ledger takes the same request id of a workspace twice, whoever writes it', async () => {
  const [workspace, other] = [await makeWorkspace(database.it, { catalog: 'forensics' }), await makeWorkspace(database.it, { catalog: 'forensics' })];
  await database.it.sql.query(`SELECT ensure_usage_partition('2031-05-01')`);
  // This month, one that was made just now, and one that nobody made.
  for (const at of [new Date(), new Date('2031-05-02T00:00:00Z'), new Date('2032-05-02T00:00:00Z')]) {
    const row = { at, requestId: 'the same' };
    await writeLedger(database.it, workspace.id, [{ ...row, outcome: 'released' }, row]);
    await writeLedger(database.it, other.id, [row]);
    await expect(writeLedger(database.it, workspace.id, [row])).rejects.toThrow(/request_once|Unique/);
  }
});

test('no alert is kept twice, whoever raises it', async () => {
  const workspace = await makeWorkspace(database.it, { catalog: 'forensics' });
  const raise = () =>
    database.it.db.alert.create({
      data: { id: `alt_${crypto.randomUUID()}`, workspaceId: workspace.id, scope: '', meter: 'tokens', window: 'month', windowStart: new Date(0), windowEnd: new Date(1), threshold: 80, limit: 100, used: 80, severity: 'warning', at: new Date(0) },
    });
  await raise();
  await expect(raise()).rejects.toThrow(/alerts_once|Unique/);
});
