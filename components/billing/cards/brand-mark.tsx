import { CreditCard, Landmark } from 'lucide-react';
import { cn } from '@/components/ui/cn';

const frame = 'flex h-7 w-11 shrink-0 items-center justify-center rounded-inner border border-line bg-raised';

const words: Record<string, string> = { visa: 'VISA', amex: 'AMEX', jcb: 'JCB', discover: 'DISC', diners: 'DC', unionpay: 'UP' };

/** A brand at a glance. Its name stands beside it, so this says nothing to a screen reader. */
export const BrandMark = ({ brand }: { brand: string }) => {
  if (brand === 'mastercard') {
    return (
      <span aria-hidden className={frame}>
        <svg viewBox="0 0 28 18" className="h-4 w-6"><circle cx="10" cy="9" r="7.5" className="fill-danger" opacity="0.85" /><circle cx="18" cy="9" r="7.5" className="fill-warning" opacity="0.85" /></svg>
      </span>
    );
  }
  const word = words[brand];
  if (word) return <span aria-hidden className={cn(frame, 'text-12 font-semibold text-ink', brand === 'visa' && 'italic')}>{word}</span>;
  const Icon = brand.endsWith('debit') || brand.endsWith('account') ? Landmark : CreditCard;
  return <span aria-hidden className={frame}><Icon className="size-4 text-muted" /></span>;
};
