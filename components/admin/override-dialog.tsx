'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { toast } from '@/components/ui/toast';
import { NativeSelect } from '@/components/billing/cards/native-select';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { FormError } from '@/components/ui/form-error';
import { Segmented } from '@/components/ui/segmented';
import { limitProblem, readLimit } from '@/components/limits/limit-amount';
import { useWriteKey } from '@/components/write-key';
import type { OverrideKind, OverridesView } from '@/lib/domain/views/override-view';
import { stackTitle } from './override-words';
import { createOverride, overridesQuery, type NewOverride } from './workspace-queries';

type OverrideDialogProps = { workspaceId: string; view: OverridesView; onClose: () => void };

/** Makes an exception: what, how much, why, until when. */
export const OverrideDialog = ({ workspaceId, view, onClose }: OverrideDialogProps) => {
  const queries = useQueryClient();
  const keyOf = useWriteKey();
  const make = useMutation({
    mutationFn: (given: NewOverride) => createOverride(workspaceId, given, keyOf(given)),
    onSuccess: (after) => {
      queries.setQueryData(overridesQuery(workspaceId).queryKey, after);
      toast.success('It holds from the next call on.');
      onClose();
      return queries.invalidateQueries({ queryKey: ['admin'] });
    },
  });
  return (
    <Dialog isOpen onOpenChange={onClose} isClosable={!make.isPending} title="Make an exception" description="For this workspace alone. It is kept with your name and the reason.">
      <OverrideForm view={view} isPending={make.isPending} error={make.error} onMake={(given) => make.mutate(given)} onCancel={onClose} />
    </Dialog>
  );
};

type Form = { kind: OverrideKind; stack: string; meter: string; plan: string; amount: string; isUnlimited: boolean; reason: string; day: string };
type OverrideFormProps = { view: OverridesView; isPending: boolean; error: Error | null; onMake: (given: NewOverride) => void; onCancel: () => void };

const kinds = [{ value: 'limit', label: 'Limit' }, { value: 'plan', label: 'Plan for free' }, { value: 'grant', label: 'Gift' }];

/** Of which meter and window a limit is, and what an amount of the form is an amount of. */
const subjectOf = (form: Form, view: OverridesView) => {
  const stack = view.limits.find((one) => `${one.measure.meter} ${one.window}` === form.stack);
  return { stack, measure: form.kind === 'limit' ? stack?.measure : view.giftable.find((one) => one.meter === form.meter) };
};

/** What is sent, or null while something is missing. An end is the end of the day that was chosen. */
const readForm = (form: Form, view: OverridesView): NewOverride | null => {
  const reason = form.reason.trim();
  if (reason.length < 3) return null;
  const common = { reason, ...(form.day !== '' && { expiresAt: `${form.day}T23:59:59.000Z` }) };
  if (form.kind === 'plan') return { ...common, kind: 'plan', plan: form.plan };
  const { stack, measure } = subjectOf(form, view);
  const amount = measure ? readLimit(form.amount, measure) : null;
  if (form.kind === 'limit') return stack && (form.isUnlimited || amount !== null) ? { ...common, kind: 'limit', meter: stack.measure.meter, window: stack.window, limit: form.isUnlimited ? null : amount } : null;
  return measure && amount ? { ...common, kind: 'grant', meter: measure.meter, units: amount } : null;
};

const OverrideForm = ({ view, isPending, error, onMake, onCancel }: OverrideFormProps) => {
  const [form, setForm] = useState<Form>({
    kind: 'limit', stack: view.limits[0] ? `${view.limits[0].measure.meter} ${view.limits[0].window}` : '', meter: view.giftable[0]?.meter ?? '', plan: view.plans.at(-1)?.id ?? '',
    amount: '', isUnlimited: false, reason: '', day: '',
  });
  const set = (change: Partial<Form>) => setForm({ ...form, ...change });
  const given = readForm(form, view);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (given) onMake(given);
  };
  return (
    <form onSubmit={submit} className="grid gap-5">
      <Segmented label="Kind" value={form.kind} options={view.giftable.length === 0 ? kinds.slice(0, 2) : kinds} onChange={(kind) => set({ kind: kind as OverrideKind })} />
      <What form={form} view={view} set={set} />
      <Field label="Reason" value={form.reason} onChange={(event) => set({ reason: event.target.value })} required minLength={3} maxLength={500} autoComplete="off" hint="Whoever looks at this workspace reads it." />
      <Field label="Until the end of (UTC)" type="date" min={view.asOf.slice(0, 10)} value={form.day} onChange={(event) => set({ day: event.target.value })} hint="Empty: until it is revoked." />
      {error && <FormError error={error} />}
      <div className="flex justify-end gap-2">
        <Button disabled={isPending} onClick={onCancel}>Cancel</Button>
        <Button type="submit" variant="primary" isPending={isPending} disabled={given === null}>Make exception</Button>
      </div>
    </form>
  );
};

const What = ({ form, view, set }: { form: Form; view: OverridesView; set: (change: Partial<Form>) => void }) => {
  if (form.kind === 'plan') return <NativeSelect label="Plan" value={form.plan} onChange={(plan) => set({ plan })} options={view.plans.map(({ id, name }) => ({ value: id, label: name }))} />;
  const { measure } = subjectOf(form, view);
  const error = measure ? limitProblem(form.amount, measure) : null;
  if (form.kind === 'grant') {
    return (
      <>
        <NativeSelect label="Of" value={form.meter} onChange={(meter) => set({ meter })} options={view.giftable.map((one) => ({ value: one.meter, label: one.name }))} />
        <Field label="Units" value={form.amount} onChange={(event) => set({ amount: event.target.value })} inputMode="decimal" required autoComplete="off" error={error} />
      </>
    );
  }
  return (
    <>
      <NativeSelect label="Of" value={form.stack} onChange={(stack) => set({ stack })} options={view.limits.map((one) => ({ value: `${one.measure.meter} ${one.window}`, label: stackTitle(one) }))} />
      <div className="grid gap-2">
        <Field label="New limit" value={form.isUnlimited ? '' : form.amount} disabled={form.isUnlimited} placeholder={form.isUnlimited ? 'Unlimited' : ''} onChange={(event) => set({ amount: event.target.value })} inputMode="decimal" required={!form.isUnlimited} autoComplete="off" error={form.isUnlimited ? null : error} />
        <label className="flex items-center gap-2 text-13"><input type="checkbox" checked={form.isUnlimited} onChange={(event) => set({ isUnlimited: event.target.checked })} className="size-4 accent-[var(--accent)]" />Unlimited</label>
      </div>
    </>
  );
};
