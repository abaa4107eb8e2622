import { CircleCheck, CircleX, Clock, Sprout, TriangleAlert, type LucideIcon } from 'lucide-react';
import { Badge, type Tone } from '@/components/ui/badge';
import type { SubscriptionStatus } from '@/lib/domain/access';

const looks: Record<SubscriptionStatus, { tone: Tone; icon: LucideIcon; word: string }> = {
  active: { tone: 'success', icon: CircleCheck, word: 'Active' },
  trialing: { tone: 'accent', icon: Sprout, word: 'Trial' },
  past_due: { tone: 'warning', icon: TriangleAlert, word: 'Payment failed' },
  unpaid: { tone: 'danger', icon: CircleX, word: 'Unpaid' },
  paused: { tone: 'warning', icon: Clock, word: 'Paused' },
  incomplete: { tone: 'warning', icon: Clock, word: 'Awaiting payment' },
  incomplete_expired: { tone: 'danger', icon: CircleX, word: 'Not completed' },
  canceled: { tone: 'neutral', icon: CircleX, word: 'Ended' },
};

/** Stripe's status in a word. A plan that was never bought is simply active. */
export const StatusBadge = ({ status }: { status: string | null }) => {
  const look = looks[(status ?? 'active') as SubscriptionStatus] ?? looks.active;
  return <Badge tone={look.tone} icon={look.icon}>{look.word}</Badge>;
};
