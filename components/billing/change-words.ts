import { formatDate, formatDay } from '@/components/ui/format-time';
import { formatMoney } from '@/lib/domain/money';
import type { ChangeKind, ChangePreviewView, PlanTerms } from '@/lib/domain/views/billing-view';

type Preview = Pick<ChangePreviewView, 'blockers' | 'kind' | 'when' | 'to' | 'currency' | 'dueNowMinor' | 'effectiveAt' | 'trialEnd'>;

const people = (count: number): string => (count === 1 ? '1 seat' : `${count} seats`);

const verb: Record<ChangeKind, (to: PlanTerms) => string> = {
  first: (to) => `start ${to.plan.name}`,
  upgrade: () => 'upgrade',
  downgrade: () => 'downgrade',
  switch: (to) => `switch to ${to.interval === 'year' ? 'yearly' : 'monthly'}`,
  seats_up: (to) => `go to ${people(to.quantity)}`,
  seats_down: (to) => `go to ${people(to.quantity)}`,
  none: () => 'change nothing',
};

const noun: Record<ChangeKind, (to: PlanTerms) => string> = {
  first: (to) => to.plan.name,
  upgrade: () => 'upgrade',
  downgrade: () => 'downgrade',
  switch: (to) => `the switch to ${to.interval === 'year' ? 'yearly' : 'monthly'}`,
  seats_up: (to) => people(to.quantity),
  seats_down: (to) => people(to.quantity),
  none: () => 'nothing',
};

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** What the page is about: `Upgrade to Pro`, `Switch to yearly`, `Change seats`. */
export const changeTitle = (kind: ChangeKind, to: PlanTerms): string => {
  switch (kind) {
    case 'first':
      return `Start ${to.plan.name}`;
    case 'upgrade':
    case 'downgrade':
      return `${capital(kind)} to ${to.plan.name}`;
    case 'switch':
      return `Switch ${to.plan.name} to ${to.interval === 'year' ? 'yearly' : 'monthly'}`;
    case 'seats_up':
    case 'seats_down':
      return 'Change seats';
    case 'none':
      return to.plan.name;
  }
};

/** What the confirm button says: what happens, and the amount or the day. */
export const confirmWords = ({ blockers, kind, when, to, currency, dueNowMinor, effectiveAt, trialEnd }: Preview): string => {
  if (kind === 'none') return 'Nothing to change';
  if (blockers.length > 0) return 'Not possible yet';
  const due = formatMoney(dueNowMinor, currency, 'en');
  if (when === 'period_end') return `Schedule ${noun[kind](to)} for ${formatDay(effectiveAt)}`;
  if (when === 'checkout') return trialEnd ? 'Continue to start the trial' : `Continue to pay ${due}`;
  return dueNowMinor > 0 ? `Pay ${due} and ${verb[kind](to)}` : `${capital(verb[kind](to))} now, nothing due`;
};

/** When it takes effect, and what holds until then. */
export const effectWords = (preview: Pick<ChangePreviewView, 'when' | 'from' | 'effectiveAt' | 'trialEnd'>): string => {
  if (preview.when === 'period_end') return `On ${formatDate(preview.effectiveAt)}. Until then you keep what you have, and you can undo it.`;
  if (preview.when === 'checkout') return preview.trialEnd ? `At once. The trial lasts until ${formatDate(preview.trialEnd)}.` : 'As soon as the payment went through.';
  return preview.trialEnd ? `At once. Your trial goes on until ${formatDate(preview.trialEnd)}.` : 'At once. If the payment fails, you keep what you have.';
};

/** What is said when it is done. */
export const doneWords = ({ kind, to, when, effectiveAt }: Pick<ChangePreviewView, 'kind' | 'to' | 'when' | 'effectiveAt'>): string => {
  if (when === 'period_end') return `${changeTitle(kind, to)}: set for ${formatDate(effectiveAt)}`;
  if (kind === 'seats_up' || kind === 'seats_down') return `You have ${people(to.quantity)}`;
  return kind === 'switch' ? `${to.plan.name} is billed ${to.interval === 'year' ? 'yearly' : 'monthly'}` : `You are on ${to.plan.name}`;
};
