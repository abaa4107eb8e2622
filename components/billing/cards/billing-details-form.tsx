'use client';

import { useState, type FormEvent } from 'react';
import { api, ProblemError } from '@/components/api-client';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { FormError } from '@/components/ui/form-error';
import type { PaymentMethodsView } from '@/lib/domain/views/billing-view';
import { countryOptions } from './country-options';
import { NativeSelect } from './native-select';
import { useCardAction } from './use-card-action';

type Billing = PaymentMethodsView['billing'];
type Draft = { name: string; email: string; line1: string; line2: string; postalCode: string; city: string; state: string; country: string };

const draftOf = ({ name, email, address }: Billing): Draft => ({
  name: name ?? '', email: email ?? '', line1: address?.line1 ?? '', line2: address?.line2 ?? '', postalCode: address?.postalCode ?? '', city: address?.city ?? '', state: address?.state ?? '',
  country: address?.country ?? '',
});

const save = ({ name, email, ...address }: Draft) =>
  api.put<Billing>('/api/v1/payment-methods/billing-address', { name, email, address: { ...address, line2: address.line2 || null, postalCode: address.postalCode || null, state: address.state || null } });

export const BillingDetailsForm = ({ billing, onClose }: { billing: Billing; onClose: () => void }) => {
  const [draft, setDraft] = useState(() => draftOf(billing));
  const action = useCardAction(save, () => 'The billing details are saved.', onClose);
  const problem = action.error instanceof ProblemError ? action.error : null;
  const bind = (field: keyof Draft, pointer: string = field) => {
    const error = problem?.fieldError(pointer);
    return { value: draft[field], onChange: (event: { target: { value: string } }) => setDraft({ ...draft, [field]: event.target.value }), error: error ? `This ${error}.` : null };
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    action.mutate(draft);
  };
  return (
    <form onSubmit={submit} className="grid max-w-[560px] gap-4" aria-label="Billing details">
      <Field label="Name or company" {...bind('name')} required maxLength={150} autoComplete="organization" autoFocus />
      <Field label="E-mail for invoices" type="email" {...bind('email')} required maxLength={254} autoComplete="email" />
      <NativeSelect label="Country" value={draft.country} onChange={(country) => setDraft({ ...draft, country })} options={countryOptions} placeholder="Choose a country" autoComplete="country" required />
      <Field label="Street and number" {...bind('line1', 'address/line1')} required maxLength={200} autoComplete="address-line1" />
      <Field label="Floor, building (optional)" {...bind('line2', 'address/line2')} maxLength={200} autoComplete="address-line2" />
      <div className="grid gap-4 sm:grid-cols-3">
        <Field label="Postal code" {...bind('postalCode', 'address/postalCode')} maxLength={20} autoComplete="postal-code" />
        <Field label="City" {...bind('city', 'address/city')} required maxLength={100} autoComplete="address-level2" />
        <Field label="State (optional)" {...bind('state', 'address/state')} maxLength={100} autoComplete="address-level1" />
      </div>
      {action.isError && problem?.errors.length !== 1 && <FormError error={action.error} />}
      <div className="flex justify-end gap-2">
        <Button onClick={onClose} disabled={action.isPending}>Cancel</Button>
        <Button type="submit" variant="primary" isPending={action.isPending}>Save details</Button>
      </div>
    </form>
  );
};
