import { Ban, CircleCheck, CircleDashed, CircleSlash, Hourglass, Unplug, type LucideIcon } from 'lucide-react';
import { Badge, type Tone } from '@/components/ui/badge';
import type { Outcome } from '@/lib/domain/views/usage-view';
import { refusalWords } from './refusal-words';

const looks: Record<Outcome, { tone: Tone; icon: LucideIcon; word: string; why: string }> = {
  succeeded: { tone: 'success', icon: CircleCheck, word: 'Succeeded', why: 'Answered, and counted.' },
  unknown: { tone: 'neutral', icon: CircleDashed, word: 'In progress', why: 'Counted. The answer is not known yet.' },
  held: { tone: 'neutral', icon: Hourglass, word: 'Held', why: 'Units are reserved until the real ones are known.' },
  released: { tone: 'warning', icon: CircleSlash, word: 'Failed, not counted', why: 'The API failed, so the units were given back.' },
  aborted: { tone: 'neutral', icon: Unplug, word: 'Client left', why: 'The client closed the connection before the answer was complete. Counted.' },
};

export const outcomeWhy = (outcome: Outcome | null): string | null => (outcome ? looks[outcome].why : null);

/** How a call ended, or why it was refused. */
export const OutcomeBadge = ({ call }: { call: { allowed: boolean; outcome: Outcome | null; code: string | null } }) => {
  if (!call.allowed) return <Badge tone="danger" icon={Ban}>{refusalWords(call.code).short}</Badge>;
  const look = looks[call.outcome ?? 'unknown'];
  return <Badge tone={look.tone} icon={look.icon}>{look.word}</Badge>;
};
