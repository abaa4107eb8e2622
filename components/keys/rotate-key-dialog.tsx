'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '@/components/api-client';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { FormError } from '@/components/ui/form-error';
import { Select } from '@/components/ui/select';
import type { CallExample } from '@/components/usage/curl-words';
import type { ApiKeyView, NewApiKey } from '@/lib/domain/views/workspace-view';
import { KeyCreated } from './key-created';

const graces = [
  { value: '0', label: 'Stops now' },
  { value: '3600', label: 'Works for 1 more hour' },
  { value: '86400', label: 'Works for 24 more hours' },
  { value: '604800', label: 'Works for 7 more days' },
];

/** Replaces a key. The old one works on for as long as you choose, so that nothing has to stop. */
export const RotateKeyDialog = ({ apiKey, onClose, example }: { apiKey: ApiKeyView; onClose: () => void; example: CallExample }) => {
  const queries = useQueryClient();
  const [grace, setGrace] = useState('86400');
  const rotate = useMutation({
    mutationFn: () => api.post<NewApiKey>(`/api/v1/api-keys/${apiKey.id}/rotate`, { graceSeconds: Number(grace) }),
    onSuccess: () => void queries.invalidateQueries({ queryKey: ['api-keys'] }),
  });
  const title = rotate.data ? `The new key “${apiKey.name}” is ready` : `Rotate “${apiKey.name}”`;
  return (
    <Dialog isOpen onOpenChange={onClose} title={title} isClosable={!rotate.data && !rotate.isPending} description={rotate.data ? undefined : 'You get a new key with the same name and scopes. Choose what happens to the old one.'}>
      {rotate.data ? <KeyCreated made={rotate.data} example={example} onDone={onClose} /> : (
        <div className="grid gap-5">
          <Select label="The old key" value={grace} onChange={setGrace} options={graces} className="w-full" />
          {rotate.isError && <FormError error={rotate.error} />}
          <div className="flex justify-end gap-2">
            <Button disabled={rotate.isPending} onClick={onClose}>Cancel</Button>
            <Button variant="primary" isPending={rotate.isPending} onClick={() => rotate.mutate()}>Rotate key</Button>
          </div>
        </div>
      )}
    </Dialog>
  );
};
