import { cn } from '@/components/ui/cn';
import { formatMoney } from '@/lib/domain/money';
import type { InvoiceAmounts } from '@/lib/domain/views/billing-view';

export type AmountLine = { name: string; amountMinor: number; isTotal?: boolean };

/** How an invoice adds up, line by line; what is nothing is left out. `due` names the last line. */
export const amountLines = (amounts: InvoiceAmounts, due: string, creditedMinor = 0): AmountLine[] => {
  const { subtotalMinor, discountMinor, taxMinor, isTaxIncluded, totalMinor, balanceMinor, amountDueMinor } = amounts;
  const some = (name: string, amountMinor: number): AmountLine[] => (amountMinor === 0 ? [] : [{ name, amountMinor }]);
  const parts = [...some('Discount', discountMinor), ...some(isTaxIncluded ? 'Tax, included' : 'Tax', taxMinor)];
  const after = [...some('Credit notes', creditedMinor), ...some(balanceMinor < 0 ? 'Credit used' : totalMinor < 0 ? 'Kept as credit' : 'Earlier balance', balanceMinor)];
  return [
    ...(parts.length > 0 ? [{ name: 'Subtotal', amountMinor: subtotalMinor }, ...parts] : []),
    ...(after.length > 0 ? [{ name: 'Total', amountMinor: totalMinor }, ...after] : []),
    { name: due, amountMinor: amountDueMinor, isTotal: true },
  ];
};

export const AmountList = ({ lines, currency, className }: { lines: AmountLine[]; currency: string; className?: string }) => (
  <dl className={cn('grid gap-1.5 text-13', className)}>
    {lines.map(({ name, amountMinor, isTotal }) => (
      <div key={name} className={cn('flex items-baseline justify-between gap-4', isTotal && 'text-14 font-semibold')}>
        <dt className={isTotal ? undefined : 'text-muted'}>{name}</dt>
        <dd className="whitespace-nowrap">{formatMoney(amountMinor, currency, 'en')}</dd>
      </div>
    ))}
  </dl>
);
