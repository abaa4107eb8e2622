import Link from 'next/link';
import { FormError } from '@/components/ui/form-error';
import { PaymentFailed } from './authenticate-payment';

/** Why something was not paid or changed. Where it was the card, also the way to another one. */
export const PaymentProblem = ({ error }: { error: Error }) => (
  <div className="grid gap-2">
    <FormError error={error} />
    {error instanceof PaymentFailed && <p className="text-13"><Link href="/payment-methods" className="font-medium text-accent underline underline-offset-4">Use another card</Link></p>}
  </div>
);
