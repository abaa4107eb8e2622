'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { RotateCw } from 'lucide-react';
import { toast } from '@/components/ui/toast';
import { Button } from '@/components/ui/button';
import type { InboundEventView } from '@/lib/domain/views/billing-view';
import { replayEvent } from './admin-queries';
import { eventStatusWord } from './event-status-badge';

/** Gives an event one more try, and says how that ended. */
export const ReplayButton = ({ event, size }: { event: Pick<InboundEventView, 'id' | 'type' | 'status'>; size?: 'sm' | 'md' }) => {
  const client = useQueryClient();
  const replay = useMutation({
    mutationFn: () => replayEvent(event.id),
    onSuccess: (after) => {
      const changes = after.effect.length === 0 ? 'Nothing was different.' : `${after.effect.length} changes.`;
      if (after.status === 'applied') toast.success(`Applied. ${changes}`);
      else toast.error(`${eventStatusWord(after.status)}: ${after.lastError ?? 'it could not be applied.'}`);
    },
    onError: (error) => toast.error(error.message),
    onSettled: () => client.invalidateQueries({ queryKey: ['admin'] }),
  });
  if (event.status !== 'quarantined' && event.status !== 'applied') return null;
  return <Button size={size} isPending={replay.isPending} aria-label={`Replay ${event.type} ${event.id}`} onClick={() => replay.mutate()}>{!replay.isPending && <RotateCw aria-hidden />}Replay</Button>;
};
