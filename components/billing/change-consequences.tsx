import { Ban, Minus, Plus } from 'lucide-react';
import Link from 'next/link';
import { Card } from '@/components/ui/card';
import { cn } from '@/components/ui/cn';
import { formatDate } from '@/components/ui/format-time';
import type { BlockerView, ChangePreviewView, LostView } from '@/lib/domain/views/billing-view';
import type { Difference } from './plan-differences';

const fixWords: Record<BlockerView['code'], string> = {
  feature_in_use: 'See who uses it',
  too_many_members: 'Go to the team',
  too_many_api_keys: 'Go to the API keys',
  payment_overdue: 'Pay the invoice',
  plan_paused: 'Go on with the plan',
  not_for_sale: 'Choose another plan',
};

/** What stands in the way, by name, each with the way to put it right. */
export const Blockers = ({ blockers }: { blockers: BlockerView[] }) => (
  <Card role="alert" aria-labelledby="blocked" className="border-danger p-4 sm:p-5">
    <h2 id="blocked" className="flex items-center gap-2 text-14 font-semibold"><Ban aria-hidden className="size-4 text-danger" />This cannot be done yet</h2>
    <ul className="mt-3 grid gap-3">
      {blockers.map((blocker) => (
        <li key={blocker.code} className="border-t border-line pt-3 text-13">
          <p>{blocker.message}</p>
          {blocker.names.length > 0 && <ul className="mt-1 flex flex-wrap gap-1.5">{blocker.names.map((name) => <li key={name} className="rounded-inner border border-line bg-sunken px-2 py-0.5 text-12">{name}</li>)}</ul>}
          {blocker.href && <p className="mt-1.5"><Link href={blocker.href} className="font-medium text-accent underline underline-offset-4">{fixWords[blocker.code]}</Link></p>}
        </li>
      ))}
    </ul>
  </Card>
);

const lostWords = ({ name, from, to }: LostView): string => (to === null ? name : `${name}: ${to}${from === null ? '' : `, instead of ${from}`}`);

/** What is gained and what is lost, in words. */
export const GainsAndLosses = ({ preview, gains }: { preview: ChangePreviewView; gains: Difference[] }) => {
  if (preview.lost.length === 0 && gains.length === 0) return null;
  const when = preview.when === 'period_end' ? ` from ${formatDate(preview.effectiveAt)}` : '';
  return (
    <Card aria-label="What changes for you" className="grid gap-4 p-4 sm:p-5">
      {preview.lost.length > 0 && <List title={`What you lose${when}`} icon={<Minus aria-hidden className="mt-0.5 size-4 shrink-0 text-danger" />} items={preview.lost.map(lostWords)} />}
      {gains.length > 0 && <List title={`What you gain${when}`} icon={<Plus aria-hidden className="mt-0.5 size-4 shrink-0 text-success" />} items={gains.map((gain) => gain.text)} />}
    </Card>
  );
};

const List = ({ title, icon, items }: { title: string; icon: React.ReactNode; items: string[] }) => (
  <div>
    <h2 className="text-14 font-semibold">{title}</h2>
    <ul className={cn('mt-2 grid gap-1.5 text-13', items.length > 1 && 'sm:grid-cols-2')}>{items.map((item) => <li key={item} className="flex items-start gap-2">{icon}<span className="min-w-0">{item}</span></li>)}</ul>
  </div>
);
