'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Tag, X } from 'lucide-react';
import { useState, type FormEvent } from 'react';
import { ProblemError } from '@/components/api-client';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { useFocusMove } from '@/components/ui/moved-focus';
import type { ChangePreviewView } from '@/lib/domain/views/billing-view';
import { previewQuery, type ChangeChoice } from './preview-query';
import { discountWords } from './subscription-words';

type PromotionCodeProps = { choice: ChangeChoice; preview: ChangePreviewView | undefined; onApply: (code: string | null) => void };

const why = (error: Error): string => (error instanceof ProblemError ? (error.fieldError('coupon') ?? error.message) : error.message);

/** A code, tried against this very change before it counts. */
export const PromotionCode = ({ choice, preview, onApply }: PromotionCodeProps) => {
  const queries = useQueryClient();
  const [code, setCode] = useState('');
  const [field, focusField] = useFocusMove<HTMLInputElement>();
  const [remover, focusRemover] = useFocusMove<HTMLButtonElement>();
  const attempt = useMutation({
    mutationFn: (coupon: string) => queries.fetchQuery({ ...previewQuery({ ...choice, coupon }), staleTime: 0 }),
    onSuccess: (_, coupon) => {
      setCode('');
      onApply(coupon);
      focusRemover();
    },
  });
  const takeOff = () => {
    onApply(null);
    focusField();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (code.trim() !== '') attempt.mutate(code.trim());
  };
  if (choice.coupon !== null) {
    return (
      <div className="flex min-h-10 items-center justify-between gap-3 rounded-inner border border-line bg-success-soft py-1 pl-3 pr-1" role="status">
        <p className="flex min-w-0 items-center gap-2 text-13">
          <Tag aria-hidden className="size-4 shrink-0 text-success" />
          <span className="min-w-0 break-words"><span className="font-medium">{choice.coupon}</span>{preview?.coupon && `: ${discountWords(preview.coupon, preview.currency)}`}</span>
        </p>
        <Button ref={remover} size="icon" variant="ghost" aria-label={`Remove the code ${choice.coupon}`} onClick={takeOff}><X aria-hidden /></Button>
      </div>
    );
  }
  return (
    <form onSubmit={submit} className="flex items-start gap-2">
      <div className="min-w-0 max-w-72 grow">
        <Field ref={field} label="Promotion code" value={code} onChange={(event) => { setCode(event.target.value); attempt.reset(); }} autoComplete="off" autoCapitalize="characters" spellCheck={false} maxLength={80} error={attempt.isError ? why(attempt.error) : null} />
      </div>
      <Button type="submit" className="mt-[26px] h-10" isPending={attempt.isPending} disabled={code.trim() === ''}>Apply</Button>
    </form>
  );
};
