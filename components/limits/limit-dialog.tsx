'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { toast } from '@/components/ui/toast';
import { NativeSelect } from '@/components/billing/cards/native-select';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { FormError } from '@/components/ui/form-error';
import { RadioList } from '@/components/ui/radio-list';
import { perWindow } from '@/components/usage/main-limit';
import { limitModes, ownWindows, type LimitMode, type OwnLimitsView, type OwnLimitView, type OwnWindow } from '@/lib/domain/views/own-limit-view';
import { limitProblem, readLimit, writeLimit } from './limit-amount';
import { putLimit, type LimitChoice } from './limit-queries';
import { limitPhrase, modeWords, scopeName } from './limit-words';

/** What a dialog begins with: a limit that is changed, or for whom a new one is. */
export type Draft = { limit?: OwnLimitView; scope?: 'workspace' | 'key' | 'member'; isSpend?: boolean };

type LimitDialogProps = { view: OwnLimitsView; draft: Draft; onClose: () => void };

const scopeOf = (value: string): LimitChoice['scope'] => {
  const id = value.slice(value.indexOf(':') + 1);
  if (value.startsWith('key:')) return { key: id };
  return value.startsWith('member:') ? { member: id } : 'workspace';
};

const scopeOptions = ({ keys, members }: OwnLimitsView, kind: Draft['scope']) => {
  const all = [
    { kind: 'workspace', value: 'workspace', label: 'Whole workspace' },
    ...keys.map((key) => ({ kind: 'key', value: `key:${key.id}`, label: `Key: ${key.name}` })),
    ...members.map((member) => ({ kind: 'member', value: `member:${member.id}`, label: `Person: ${member.name}` })),
  ];
  return kind === undefined ? all : all.filter((one) => one.kind === kind);
};

/** Sets a limit, or changes one: for whom, of what, how much, and what happens at its end. */
export const LimitDialog = ({ view, draft, onClose }: LimitDialogProps) => {
  const queries = useQueryClient();
  const save = useMutation({
    mutationFn: putLimit,
    onSuccess: async (limit) => {
      await queries.invalidateQueries({ queryKey: ['limits'] });
      toast.success(`${scopeName(limit.scope)}: ${limitPhrase(limit)}. It holds from the next call on.`);
      onClose();
    },
  });
  const isSpend = draft.isSpend === true || draft.limit?.measure.meter === 'spend';
  const title = draft.limit ? (isSpend ? 'Change the spend cap' : `Change the limit of ${scopeName(draft.limit.scope)}`) : isSpend ? 'Set a spend cap' : 'Set a limit';
  return (
    <Dialog isOpen onOpenChange={onClose} isClosable={!save.isPending} title={title}>
      <LimitForm view={view} draft={draft} isSpend={isSpend} isPending={save.isPending} error={save.error} onSave={(choice) => save.mutate(choice)} onCancel={onClose} />
    </Dialog>
  );
};

type LimitFormProps = { view: OwnLimitsView; draft: Draft; isSpend: boolean; isPending: boolean; error: Error | null; onSave: (choice: LimitChoice) => void; onCancel: () => void };

const startOf = (view: OwnLimitsView, { limit, scope }: Draft, isSpend: boolean) => ({
  scope: limit ? (limit.scope.id === null ? 'workspace' : `${limit.scope.kind}:${limit.scope.id}`) : (scopeOptions(view, scope)[0]?.value ?? 'workspace'),
  meter: isSpend ? 'spend' : (limit?.measure.meter ?? view.measures[0]?.meter ?? ''),
  window: isSpend ? 'billing_period' : ((limit?.window as OwnWindow | undefined) ?? 'month'),
  amount: limit ? writeLimit(limit.limit, limit.measure) : '',
  mode: limit?.mode ?? ('hard' as LimitMode),
});

const LimitForm = ({ view, draft, isSpend, isPending, error, onSave, onCancel }: LimitFormProps) => {
  const [form, setForm] = useState(() => startOf(view, draft, isSpend));
  const set = (change: Partial<typeof form>) => setForm({ ...form, ...change });
  const measure = (isSpend ? view.spend : view.measures.find((one) => one.meter === form.meter)) ?? { unit: { one: 'unit', many: 'units' }, money: null };
  const limit = readLimit(form.amount, measure);
  const unit = measure.money ? measure.money.currency.toUpperCase() : measure.unit.many;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (limit !== null) onSave({ scope: scopeOf(form.scope), meter: form.meter, window: form.window as OwnWindow, limit, mode: form.mode });
  };
  return (
    <form onSubmit={submit} className="grid gap-5">
      {!draft.limit && !isSpend && (
        <>
          <NativeSelect label="For" value={form.scope} onChange={(scope) => set({ scope })} options={scopeOptions(view, draft.scope)} />
          <NativeSelect label="Of" value={form.meter} onChange={(meter) => set({ meter })} options={view.measures.map((one) => ({ value: one.meter, label: one.name }))} />
          <NativeSelect label="In each" value={form.window} onChange={(window) => set({ window: window as OwnWindow })} options={ownWindows.map((window) => ({ value: window, label: perWindow(window).replace(/^an? /, '') }))} />
        </>
      )}
      <Field
        label={`Most ${unit} ${perWindow(form.window as OwnWindow)}`} value={form.amount} onChange={(event) => set({ amount: event.target.value })} inputMode={measure.money ? 'decimal' : 'numeric'} required autoFocus autoComplete="off"
        hint={isSpend ? 'What is billed beyond the plan’s price. 0 means: never beyond the plan.' : 'What was used in the running window counts already.'}
        error={limitProblem(form.amount, measure)}
      />
      <RadioList
        legend="When it is reached" name="mode" value={form.mode} onChange={(mode) => set({ mode })}
        options={limitModes.map((mode) => ({ value: mode, label: modeWords[mode].word, note: mode === 'hard' ? 'Calls that need more are refused, with the reason.' : 'Calls go on. You see it under Alerts, and get mail.' }))}
      />
      {error && <FormError error={error} />}
      <div className="flex justify-end gap-2">
        <Button disabled={isPending} onClick={onCancel}>Cancel</Button>
        <Button type="submit" variant="primary" isPending={isPending} disabled={limit === null}>{draft.limit ? 'Change limit' : 'Set limit'}</Button>
      </div>
    </form>
  );
};
