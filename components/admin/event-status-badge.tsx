import { Ban, CircleCheck, Clock, OctagonAlert, TriangleAlert, type LucideIcon } from 'lucide-react';
import { Badge, type Tone } from '@/components/ui/badge';
import type { InboundEventView } from '@/lib/domain/views/billing-view';

const looks: Record<InboundEventView['status'], { tone: Tone; icon: LucideIcon; word: string }> = {
  received: { tone: 'accent', icon: Clock, word: 'Waiting' },
  applied: { tone: 'success', icon: CircleCheck, word: 'Applied' },
  ignored: { tone: 'neutral', icon: Ban, word: 'Ignored' },
  quarantined: { tone: 'danger', icon: OctagonAlert, word: 'Set aside' },
};

export const eventStatusWord = (status: InboundEventView['status']): string => looks[status].word;

/** Where an event stands. One that waits after a failed try says so. */
export const EventStatusBadge = ({ event }: { event: Pick<InboundEventView, 'status' | 'lastError'> }) => {
  if (event.status === 'received' && event.lastError) return <Badge tone="warning" icon={TriangleAlert}>Tried, waiting</Badge>;
  const { tone, icon, word } = looks[event.status];
  return <Badge tone={tone} icon={icon}>{word}</Badge>;
};
