import { CircleX, Info, TriangleAlert, type LucideIcon } from 'lucide-react';
import { Badge, type Tone } from '@/components/ui/badge';
import type { Severity } from '@/lib/domain/views/alert-view';

const looks: Record<Severity, { tone: Tone; icon: LucideIcon; word: string }> = {
  info: { tone: 'neutral', icon: Info, word: 'Info' },
  warning: { tone: 'warning', icon: TriangleAlert, word: 'Warning' },
  critical: { tone: 'danger', icon: CircleX, word: 'Critical' },
};

export const severityWord = (severity: Severity): string => looks[severity].word;

export const SeverityBadge = ({ severity, className }: { severity: Severity; className?: string }) => {
  const { tone, icon, word } = looks[severity];
  return <Badge tone={tone} icon={icon} className={className}>{word}</Badge>;
};
