'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { toast } from '@/components/ui/toast';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { FormError } from '@/components/ui/form-error';
import type { OverrideView } from '@/lib/domain/views/override-view';
import { overrideValue } from './override-words';
import { overridesQuery, revokeOverride } from './workspace-queries';

const consequence: Record<OverrideView['kind'], string> = {
  limit: 'From the next call on the layer below it holds.',
  plan: 'The workspace goes back to what it bought, or to the default plan, at once.',
  grant: 'What is left of it is taken back. What was spent stays spent.',
};

/** Ends an exception, once it was asked for twice. */
export const RevokeOverrideDialog = ({ workspaceId, override, onClose }: { workspaceId: string; override: OverrideView; onClose: () => void }) => {
  const queries = useQueryClient();
  const revoke = useMutation({
    mutationFn: () => revokeOverride(override.id),
    onSuccess: async (view) => {
      const { queryKey } = overridesQuery(workspaceId);
      await queries.cancelQueries({ queryKey });
      queries.setQueryData(queryKey, view);
      toast.success(`Revoked: ${overrideValue(override)}.`);
      onClose();
      return queries.invalidateQueries({ queryKey: ['admin'] });
    },
  });
  return (
    <Dialog isOpen onOpenChange={onClose} isClosable={!revoke.isPending} title="Revoke this exception" description={`${overrideValue(override)}. ${consequence[override.kind]}`}>
      <div className="grid gap-5">
        {revoke.isError && <FormError error={revoke.error} />}
        <div className="flex justify-end gap-2">
          <Button disabled={revoke.isPending} onClick={onClose}>Keep it</Button>
          <Button variant="danger" isPending={revoke.isPending} onClick={() => revoke.mutate()}>Revoke</Button>
        </div>
      </div>
    </Dialog>
  );
};
