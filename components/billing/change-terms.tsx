import { ArrowDown, ArrowRight } from 'lucide-react';
import { Card } from '@/components/ui/card';
import { Skeleton } from '@/components/ui/skeleton';
import type { ChangePreviewView, PlanTerms } from '@/lib/domain/views/billing-view';
import { effectWords } from './change-words';
import { termsWords } from './subscription-words';

/** The old and the new beside each other, and when one becomes the other. */
export const ChangeTerms = ({ preview }: { preview: ChangePreviewView | undefined }) => (
  <Card aria-label="From the old to the new" className="p-4 sm:p-5">
    <div className="grid items-center gap-3 sm:grid-cols-[1fr_auto_1fr]">
      <Side label="Now" terms={preview?.from} />
      <ArrowRight aria-hidden className="hidden size-4 text-muted sm:block" />
      <ArrowDown aria-hidden className="size-4 text-muted sm:hidden" />
      <Side label="After" terms={preview?.to} />
    </div>
    <div className="mt-4 border-t border-line pt-3 text-13">
      {preview ? <p><span className="text-muted">Takes effect: </span>{effectWords(preview)}</p> : <Skeleton className="h-5 w-72 max-w-full" />}
    </div>
  </Card>
);

const Side = ({ label, terms }: { label: string; terms: PlanTerms | undefined }) => (
  <div className="min-w-0">
    <p className="text-12 text-muted">{label}</p>
    {terms ? (
      <>
        <p className="text-16 font-semibold">{terms.plan.name}</p>
        <p className="text-13 text-muted">{termsWords(terms)}</p>
      </>
    ) : <><Skeleton className="mt-1 h-5 w-24" /><Skeleton className="mt-1.5 h-4 w-32" /></>}
  </div>
);
