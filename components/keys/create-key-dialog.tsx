'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useState, type FormEvent } from 'react';
import { api, ProblemError } from '@/components/api-client';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { FormError } from '@/components/ui/form-error';
import type { CallExample } from '@/components/usage/curl-words';
import { useWriteKey } from '@/components/write-key';
import type { NewApiKey } from '@/lib/domain/views/workspace-view';
import { KeyCreated } from './key-created';
import { ScopeChoice } from './scope-choice';

type Scope = NewApiKey['scopes'][number];
type Asked = { name: string; scopes: Scope[] };
type CreateKeyDialogProps = { isOpen: boolean; onOpenChange: (isOpen: boolean) => void; example: CallExample };

/** Names a key and makes it, then shows its secret once. While the secret is in sight only its button closes the dialog. */
export const CreateKeyDialog = ({ isOpen, onOpenChange, example }: CreateKeyDialogProps) => {
  const router = useRouter();
  const queries = useQueryClient();
  const create = useMutation({
    mutationFn: ({ idempotencyKey, ...asked }: Asked & { idempotencyKey: string }) => api.post<NewApiKey>('/api/v1/api-keys', asked, { idempotencyKey }),
    onSettled: () => void queries.invalidateQueries({ queryKey: ['api-keys'] }),
  });
  const change = (next: boolean) => {
    onOpenChange(next);
    if (next) return;
    create.reset();
    // Pages that the browser keeps say whether there is a key.
    if (create.data) router.refresh();
  };
  return (
    <Dialog isOpen={isOpen} onOpenChange={change} title={create.data ? `Key “${create.data.name}” is ready` : 'Create API key'} isClosable={!create.data && !create.isPending}>
      {create.data
        ? <KeyCreated made={create.data} example={example} onDone={() => change(false)} />
        : <CreateKeyForm onCreate={create.mutate} isPending={create.isPending} error={create.error} onCancel={() => change(false)} />}
    </Dialog>
  );
};

/** A secret is sent once. Where it did not arrive, the key is of no use to anybody. */
const wordsFor = (error: Error): Error =>
  error instanceof ProblemError && error.document.carriedOut === true ? new Error('The key was made, but it did not arrive here and cannot be shown again. Cancel, revoke it in the list, and create another.') : error;

type CreateKeyFormProps = { onCreate: (asked: Asked & { idempotencyKey: string }) => void; isPending: boolean; error: Error | null; onCancel: () => void };

const CreateKeyForm = ({ onCreate, isPending, error, onCancel }: CreateKeyFormProps) => {
  const keyOf = useWriteKey();
  const [name, setName] = useState('');
  const [scopes, setScopes] = useState<Scope[]>(['gateway']);
  const nameError = error instanceof ProblemError ? error.fieldError('name') : null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const asked = { name: name.trim(), scopes };
    onCreate({ ...asked, idempotencyKey: keyOf(asked) });
  };
  return (
    <form onSubmit={submit} className="grid gap-5">
      <Field label="Name" hint="Where it is used: “production server”, “my laptop”." value={name} onChange={(event) => setName(event.target.value)} required maxLength={80} autoComplete="off" autoFocus error={nameError && `The name ${nameError}.`} />
      <ScopeChoice value={scopes} onChange={setScopes} />
      {error && !nameError && <FormError error={wordsFor(error)} />}
      <div className="flex justify-end gap-2">
        <Button disabled={isPending} onClick={onCancel}>Cancel</Button>
        <Button type="submit" variant="primary" isPending={isPending} disabled={name.trim() === '' || scopes.length === 0}>Create key</Button>
      </div>
    </form>
  );
};
