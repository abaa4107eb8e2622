'use client';

import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Card, CardBody, CardHeader } from '@/components/ui/card';
import { useFocusMove } from '@/components/ui/moved-focus';
import type { PaymentMethodsView } from '@/lib/domain/views/billing-view';
import { BillingDetailsForm } from './billing-details-form';
import { countryName } from './country-options';
import { TaxIds } from './tax-ids';

type Billing = PaymentMethodsView['billing'];

const Line = ({ name, lines }: { name: string; lines: (string | null)[] }) => {
  const said = lines.filter((line): line is string => Boolean(line));
  return (
    <div className="grid gap-x-4 py-1.5 text-13 sm:grid-cols-[176px_1fr]">
      <dt className="text-muted">{name}</dt>
      <dd className="min-w-0 break-words">{said.length === 0 ? <span className="text-muted">Not given</span> : said.map((line) => <span key={line} className="block" suppressHydrationWarning>{line}</span>)}</dd>
    </div>
  );
};

/** Who the invoices are made out to, and the tax ids on them. */
export const BillingDetailsCard = ({ billing }: { billing: Billing }) => {
  const [isEditing, setEditing] = useState(false);
  const [opener, focusOpener] = useFocusMove<HTMLButtonElement>();
  const { name, email, address } = billing;
  const close = () => {
    setEditing(false);
    focusOpener();
  };
  return (
    <Card aria-labelledby="billing-details">
      <CardHeader id="billing-details" title="Billing details" description="They appear on invoices from now on. Earlier invoices stay as they are.">
        {!isEditing && <Button ref={opener} size="sm" onClick={() => setEditing(true)}>{name || address ? 'Edit' : 'Add details'}</Button>}
      </CardHeader>
      <CardBody>
        {isEditing ? <BillingDetailsForm billing={billing} onClose={close} /> : (
          <dl>
            <Line name="Name" lines={[name]} />
            <Line name="Invoices go to" lines={[email]} />
            <Line name="Address" lines={address ? [address.line1, address.line2, [address.postalCode, address.city, address.state].filter(Boolean).join(' '), countryName(address.country)] : []} />
          </dl>
        )}
        <TaxIds taxIds={billing.taxIds} />
      </CardBody>
    </Card>
  );
};
