import { Ban, CircleCheck, Clock, type LucideIcon } from 'lucide-react';
import { Badge, type Tone } from '@/components/ui/badge';
import type { ApiKeyView } from '@/lib/domain/views/workspace-view';

const looks: Record<ApiKeyView['status'], { tone: Tone; icon: LucideIcon; word: string }> = {
  active: { tone: 'success', icon: CircleCheck, word: 'Active' },
  expiring: { tone: 'warning', icon: Clock, word: 'Replaced, ending' },
  expired: { tone: 'neutral', icon: Ban, word: 'Ended' },
  revoked: { tone: 'neutral', icon: Ban, word: 'Revoked' },
};

export const KeyStatusBadge = ({ status }: { status: ApiKeyView['status'] }) => {
  const look = looks[status];
  return <Badge tone={look.tone} icon={look.icon}>{look.word}</Badge>;
};
