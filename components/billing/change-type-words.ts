import {
  ArrowDown, ArrowUp, Ban, CalendarClock, CalendarX, CircleCheck, CirclePause, CirclePlay, CircleX, Gift, Repeat, Sprout, Tag, TriangleAlert, Undo2, Users, type LucideIcon,
} from 'lucide-react';
import type { ChangeType } from '@/lib/domain/views/billing-view';

/** Each kind of change in words, with its mark. */
export const changeTypeWords: Record<ChangeType, { words: string; icon: LucideIcon }> = {
  started: { words: 'Started', icon: CircleCheck },
  trial_started: { words: 'Trial started', icon: Sprout },
  trial_converted: { words: 'Trial became a plan', icon: CircleCheck },
  upgraded: { words: 'Upgraded', icon: ArrowUp },
  downgrade_scheduled: { words: 'Downgrade scheduled', icon: CalendarClock },
  downgraded: { words: 'Downgraded', icon: ArrowDown },
  downgrade_blocked: { words: 'Downgrade not possible', icon: Ban },
  schedule_undone: { words: 'Scheduled change undone', icon: Undo2 },
  interval_changed: { words: 'Billing interval changed', icon: Repeat },
  seats_changed: { words: 'Seats changed', icon: Users },
  cancel_scheduled: { words: 'Cancellation scheduled', icon: CalendarX },
  cancel_undone: { words: 'Cancellation undone', icon: Undo2 },
  canceled: { words: 'Ended', icon: CircleX },
  retention_accepted: { words: 'Offer accepted', icon: Gift },
  paused: { words: 'Paused', icon: CirclePause },
  unpaused: { words: 'Went on after a pause', icon: CirclePlay },
  payment_failed: { words: 'Payment failed', icon: TriangleAlert },
  recovered: { words: 'Payment went through', icon: CircleCheck },
  promotion_applied: { words: 'Promotion code used', icon: Tag },
};
