'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { toast } from '@/components/ui/toast';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { FormError } from '@/components/ui/form-error';
import type { OwnLimitView } from '@/lib/domain/views/own-limit-view';
import { deleteLimit } from './limit-queries';
import { limitPhrase, scopeName } from './limit-words';

/** Lifts a limit, once it was asked for twice. */
export const RemoveLimitDialog = ({ limit, onClose }: { limit: OwnLimitView; onClose: () => void }) => {
  const queries = useQueryClient();
  const remove = useMutation({
    mutationFn: () => deleteLimit(limit.id),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['limits'] });
      toast.success('Removed. It holds no more from the next call on.');
      onClose();
    },
  });
  return (
    <Dialog isOpen onOpenChange={onClose} isClosable={!remove.isPending} title="Remove this limit" description={`${scopeName(limit.scope)}: ${limitPhrase(limit)}. From the next call on it holds no more; the plan’s own limits stay.`}>
      <div className="grid gap-5">
        {remove.isError && <FormError error={remove.error} />}
        <div className="flex justify-end gap-2">
          <Button disabled={remove.isPending} onClick={onClose}>Keep it</Button>
          <Button variant="danger" isPending={remove.isPending} onClick={() => remove.mutate()}>Remove limit</Button>
        </div>
      </div>
    </Dialog>
  );
};
