import type { Settlement } from '@/lib/services/usage/settle';

const maxKept = 50_000;

/** Brings together the two halves of a call that passed while away: its outcome, and its row of the ledger, whichever comes first. */
export const makeLateOutcomes = (settle: (settlement: Settlement) => void) => {
  const rows = new Map<string, Pick<Settlement, 'decisionId' | 'occurredAt'>>();
  const outcomes = new Map<string, Settlement>();

  const recorded = (decisionId: string, row: Pick<Settlement, 'decisionId' | 'occurredAt'>): void => {
    const outcome = outcomes.get(decisionId);
    outcomes.delete(decisionId);
    if (outcome) settle({ ...outcome, ...row });
    else if (rows.size < maxKept) rows.set(decisionId, row);
  };

  const ended = (settlement: Settlement): void => {
    const row = rows.get(settlement.decisionId);
    rows.delete(settlement.decisionId);
    if (row) settle({ ...settlement, ...row });
    else if (outcomes.size < maxKept) outcomes.set(settlement.decisionId, settlement);
  };

  return { recorded, ended };
};
