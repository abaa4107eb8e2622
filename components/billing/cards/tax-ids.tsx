'use client';

import { BadgeCheck, CircleAlert, Clock, Minus, Trash2, type LucideIcon } from 'lucide-react';
import { useState, type FormEvent } from 'react';
import { api, ProblemError } from '@/components/api-client';
import { Badge, type Tone } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { FormError } from '@/components/ui/form-error';
import { useFocusMove } from '@/components/ui/moved-focus';
import { taxIdTypeNames, taxIdTypes, type TaxIdType } from '@/lib/domain/tax-id-types';
import type { TaxIdView } from '@/lib/domain/views/billing-view';
import { NativeSelect } from './native-select';
import { useCardAction } from './use-card-action';

const looks: Record<TaxIdView['status'], { tone: Tone; icon: LucideIcon; word: string }> = {
  verified: { tone: 'success', icon: BadgeCheck, word: 'Verified' },
  pending: { tone: 'warning', icon: Clock, word: 'Being checked' },
  unverified: { tone: 'danger', icon: CircleAlert, word: 'Not found' },
  unavailable: { tone: 'neutral', icon: Minus, word: 'Not checked' },
};

const nameOf = (type: string): string => (type in taxIdTypes ? taxIdTypes[type as TaxIdType].name : type.replaceAll('_', ' ').toUpperCase());

/** The tax ids on the invoices, with what the authorities say of each. */
export const TaxIds = ({ taxIds }: { taxIds: TaxIdView[] }) => {
  const [isAdding, setAdding] = useState(false);
  const [opener, focusOpener] = useFocusMove<HTMLButtonElement>();
  const [heading, focusHeading] = useFocusMove<HTMLHeadingElement>();
  const remove = useCardAction((one: TaxIdView) => api.delete<void>(`/api/v1/payment-methods/tax-ids/${encodeURIComponent(one.id)}`), () => 'The tax id is removed.', focusHeading);
  const close = () => {
    remove.reset();
    setAdding(false);
    focusOpener();
  };
  return (
    <section aria-labelledby="tax-ids" className="mt-4 border-t border-line pt-4">
      <div className="flex min-h-8 items-center justify-between gap-4">
        <h3 id="tax-ids" ref={heading} tabIndex={-1} className="text-13 font-medium outline-none">Tax ids</h3>
        {!isAdding && <Button ref={opener} size="sm" onClick={() => setAdding(true)}>Add tax id</Button>}
      </div>
      {taxIds.length === 0 && !isAdding && <p className="text-13 text-muted">None yet. A tax id appears on each invoice.</p>}
      {taxIds.length > 0 && (
        <ul className="mt-1">
          {taxIds.map((one) => (
            <li key={one.id} className="flex min-h-10 items-center gap-3 py-1 text-13">
              <span className="flex min-w-0 grow flex-wrap items-center gap-x-4 gap-y-1">
                <span className="w-full text-muted sm:w-44">{nameOf(one.type)}</span>
                <span className="min-w-0 break-all font-mono text-12">{one.value}</span>
                <Badge tone={looks[one.status].tone} icon={looks[one.status].icon}>{looks[one.status].word}</Badge>
              </span>
              <Button variant="ghost" size="icon" className="text-muted" aria-label={`Remove ${nameOf(one.type)} ${one.value}`} disabled={remove.isPending} isPending={remove.isPending && remove.variables?.id === one.id} onClick={() => remove.mutate(one)}><Trash2 aria-hidden /></Button>
            </li>
          ))}
        </ul>
      )}
      {remove.isError && <FormError error={remove.error} />}
      {isAdding && <TaxIdForm onClose={close} />}
    </section>
  );
};

const options = taxIdTypeNames.map((value) => ({ value, label: taxIdTypes[value].name }));

const TaxIdForm = ({ onClose }: { onClose: () => void }) => {
  const [type, setType] = useState<TaxIdType>('eu_vat');
  const [value, setValue] = useState('');
  const add = useCardAction(() => api.post<TaxIdView>('/api/v1/payment-methods/tax-ids', { type, value }), () => 'The tax id is added.', onClose);
  const fieldError = add.error instanceof ProblemError ? add.error.fieldError('value') : null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    add.mutate();
  };
  return (
    <form onSubmit={submit} className="mt-2 grid max-w-[560px] gap-4" aria-label="New tax id">
      <div className="grid gap-4 sm:grid-cols-2">
        <NativeSelect label="Kind" value={type} onChange={(next) => setType(next as TaxIdType)} options={options} autoFocus />
        <Field label="Number" value={value} onChange={(event) => setValue(event.target.value)} required maxLength={60} autoComplete="off" spellCheck={false} hint={`For example ${taxIdTypes[type].example}`} error={fieldError} />
      </div>
      {add.isError && !fieldError && <FormError error={add.error} />}
      <div className="flex justify-end gap-2">
        <Button onClick={onClose} disabled={add.isPending}>Cancel</Button>
        <Button type="submit" variant="primary" isPending={add.isPending}>Add tax id</Button>
      </div>
    </form>
  );
};
