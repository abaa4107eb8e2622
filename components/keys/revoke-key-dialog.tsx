'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useState, type FormEvent } from 'react';
import { toast } from '@/components/ui/toast';
import { api } from '@/components/api-client';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { FormError } from '@/components/ui/form-error';
import type { ApiKeyView } from '@/lib/domain/views/workspace-view';

/** Ends a key for good, once its name was typed. */
export const RevokeKeyDialog = ({ apiKey, onClose }: { apiKey: ApiKeyView; onClose: () => void }) => {
  const router = useRouter();
  const queries = useQueryClient();
  const [typed, setTyped] = useState('');
  const revoke = useMutation({
    mutationFn: () => api.delete<void>(`/api/v1/api-keys/${apiKey.id}`),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['api-keys'] });
      toast.success(`Key “${apiKey.name}” is revoked. Calls with it are refused.`);
      onClose();
      // Pages that the browser keeps say whether there is a key.
      router.refresh();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    revoke.mutate();
  };
  return (
    <Dialog isOpen onOpenChange={onClose} isClosable={!revoke.isPending} title={`Revoke “${apiKey.name}”`} description="Calls with this key are refused from now on. This cannot be undone.">
      <form onSubmit={submit} className="grid gap-5">
        <Field label={`Type ${apiKey.name} to confirm`} value={typed} onChange={(event) => setTyped(event.target.value)} autoComplete="off" spellCheck={false} autoFocus />
        {revoke.isError && <FormError error={revoke.error} />}
        <div className="flex justify-end gap-2">
          <Button disabled={revoke.isPending} onClick={onClose}>Keep the key</Button>
          <Button type="submit" variant="danger" isPending={revoke.isPending} disabled={typed.trim() !== apiKey.name.trim()}>Revoke key</Button>
        </div>
      </form>
    </Dialog>
  );
};
