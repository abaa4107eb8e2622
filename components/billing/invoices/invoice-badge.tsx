import { Ban, CircleCheck, CircleX, Clock, PencilLine, TriangleAlert, Undo2, type LucideIcon } from 'lucide-react';
import { Badge, type Tone } from '@/components/ui/badge';
import type { InvoiceView } from '@/lib/domain/views/billing-view';

type Look = { tone: Tone; icon: LucideIcon; word: string };

const looks: Record<InvoiceView['status'], Look> = {
  draft: { tone: 'neutral', icon: PencilLine, word: 'Draft' },
  open: { tone: 'accent', icon: Clock, word: 'Open' },
  paid: { tone: 'success', icon: CircleCheck, word: 'Paid' },
  uncollectible: { tone: 'danger', icon: CircleX, word: 'Written off' },
  void: { tone: 'neutral', icon: Ban, word: 'Void' },
};

export const invoiceLook = ({ status, isOverdue, refundedMinor, amountPaidMinor }: Pick<InvoiceView, 'status' | 'isOverdue' | 'refundedMinor' | 'amountPaidMinor'>): Look => {
  if (isOverdue) return { tone: 'danger', icon: TriangleAlert, word: 'Payment failed' };
  if (status === 'paid' && refundedMinor > 0) return { tone: 'neutral', icon: Undo2, word: refundedMinor >= amountPaidMinor ? 'Refunded' : 'Partly refunded' };
  return looks[status];
};

/** How an invoice stands, as an icon and a word. */
export const InvoiceBadge = ({ invoice }: { invoice: InvoiceView }) => {
  const { tone, icon, word } = invoiceLook(invoice);
  return <Badge tone={tone} icon={icon}>{word}</Badge>;
};
