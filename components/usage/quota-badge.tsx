import { CircleCheck, CircleX, TriangleAlert, type LucideIcon } from 'lucide-react';
import { Badge, type Tone } from '@/components/ui/badge';
import type { QuotaStatus } from '@/lib/domain/quota-status';

const looks: Record<QuotaStatus, { tone: Tone; icon: LucideIcon; word: string }> = {
  active: { tone: 'success', icon: CircleCheck, word: 'Within limit' },
  warning: { tone: 'warning', icon: TriangleAlert, word: 'Near the limit' },
  limit_reached: { tone: 'danger', icon: CircleX, word: 'Limit reached' },
};

export const QuotaBadge = ({ status }: { status: QuotaStatus }) => {
  const look = looks[status];
  return <Badge tone={look.tone} icon={look.icon}>{look.word}</Badge>;
};
