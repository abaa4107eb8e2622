import type { BlockerView } from './views/billing-view';

/** What a workspace has and does that a plan might not allow. Names are for people to read. */
export type InUse = {
  /** Features that the change takes away and that were used within `days`. */
  features: string[];
  days: number;
  members: string[];
  apiKeys: string[];
  /** Whether an invoice could not be collected. */
  isOverdue: boolean;
  isPaused: boolean;
};

/** Most of what the target allows; null is unlimited. */
export type Allowance = { plan: string; seats: number | null; apiKeys: number | null };

const list = (names: string[]): string => new Intl.ListFormat('en', { type: 'conjunction' }).format(names);
const counted = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;

/** Everything that stands in the way of a change, each with what to do about it. Nothing is refused without being named. */
export const changeBlockers = (inUse: InUse, allowed: Allowance): BlockerView[] => {
  const { features, members, apiKeys } = inUse;
  const { plan } = allowed;
  const blockers: BlockerView[] = [];
  if (inUse.isOverdue) {
    blockers.push({ code: 'payment_overdue', names: [], href: '/invoices', message: 'An invoice is unpaid. Pay it first: until then a change cannot be priced right.' });
  }
  if (inUse.isPaused) {
    blockers.push({ code: 'plan_paused', names: [], href: '/plans', message: 'The plan is paused. Go on with it first: what is paid for while it is paused could not be used.' });
  }
  if (features.length > 0) {
    const message = `${list(features)} ${features.length === 1 ? 'was' : 'were'} used in the last ${inUse.days} days, and ${plan} does not include ${features.length === 1 ? 'it' : 'them'}. Stop using ${features.length === 1 ? 'it' : 'them'}, then try again ${inUse.days} days after the last use.`;
    blockers.push({ code: 'feature_in_use', names: features, href: '/usage', message });
  }
  if (allowed.seats !== null && members.length > allowed.seats) {
    const over = members.length - allowed.seats;
    blockers.push({ code: 'too_many_members', names: members, href: null, message: `${counted(members.length, 'person is', 'people are')} in this workspace, and ${plan} has room for ${allowed.seats}. Remove ${counted(over, 'person', 'people')}, or choose more seats.` });
  }
  if (allowed.apiKeys !== null && apiKeys.length > allowed.apiKeys) {
    const over = apiKeys.length - allowed.apiKeys;
    blockers.push({ code: 'too_many_api_keys', names: apiKeys, href: '/api-keys', message: `${counted(apiKeys.length, 'API key exists', 'API keys exist')}, and ${plan} allows ${allowed.apiKeys}. Revoke ${counted(over, 'key', 'keys')}.` });
  }
  return blockers;
};
