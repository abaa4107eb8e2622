'use client';

import { Plus, X } from 'lucide-react';
import { useEffect, useRef, useState, type FormEvent } from 'react';
import { Button } from '@/components/ui/button';
import { Input } from '@/components/ui/input';
import { isFocusLost } from '@/components/ui/moved-focus';
import type { RuleChoice } from './alert-queries';

type RuleRowProps = { name: string; rule: RuleChoice; mailPercent: number; /** Null where it may only be seen. */ onChange: ((rule: RuleChoice) => void) | null };

const most = 10;

/** One meter: its thresholds as pieces that can be taken away, a field for one more, and whether mail is sent. */
export const RuleRow = ({ name, rule, mailPercent, onChange }: RuleRowProps) => (
  <li className="grid gap-3 border-b border-line py-4 first:pt-0 last:border-b-0 last:pb-0 lg:grid-cols-[200px_minmax(0,1fr)_auto] lg:items-center">
    <p className="text-14 font-medium text-ink">{name}</p>
    <Thresholds name={name} thresholds={rule.thresholds} onChange={onChange && ((thresholds) => onChange({ ...rule, thresholds }))} />
    <label className="flex min-h-8 items-center gap-2 text-13 text-ink">
      <input type="checkbox" checked={rule.email} disabled={!onChange} onChange={(event) => onChange?.({ ...rule, email: event.target.checked })} className="size-4 accent-[var(--accent)]" />
      Mail from {mailPercent} %<span className="sr-only">: {name}</span>
    </label>
  </li>
);

type ThresholdsProps = { name: string; thresholds: number[]; onChange: ((thresholds: number[]) => void) | null };

const Thresholds = ({ name, thresholds, onChange }: ThresholdsProps) => {
  const controls = useRef<HTMLDivElement>(null);
  /** Which of the controls, counted from the left, the focus goes on to when the one that was pressed is gone. */
  const next = useRef<number | null>(null);
  useEffect(() => {
    const at = next.current;
    next.current = null;
    if (at === null || !isFocusLost()) return;
    const all = [...(controls.current?.querySelectorAll<HTMLElement>('button, input') ?? [])];
    (all[at] ?? all.at(-1))?.focus();
  }, [thresholds]);
  const change = (changed: number[], focusNext: number) => {
    next.current = focusNext;
    onChange?.(changed);
  };
  const add = (threshold: number) => {
    const changed = [...new Set([...thresholds, threshold])].sort((a, b) => a - b);
    change(changed, changed.length);
  };
  return (
    <div ref={controls} className="flex flex-wrap items-center gap-2">
      {thresholds.length === 0 && <span className="text-13 text-muted">Never</span>}
      {thresholds.map((threshold, i) => (
        <span key={threshold} className="inline-flex h-8 items-center gap-1 rounded-inner border border-line bg-sunken px-2.5 text-13 text-ink">
          {threshold} %
          {onChange && (
            <button type="button" aria-label={`Remove ${threshold} % of ${name}`} onClick={() => change(thresholds.filter((one) => one !== threshold), i)} className="-mr-1.5 inline-flex size-6 items-center justify-center rounded-inner text-muted transition-colors hover:text-ink">
              <X aria-hidden className="size-3.5" />
            </button>
          )}
        </span>
      ))}
      {onChange && thresholds.length < most && <AddThreshold name={name} onAdd={add} />}
    </div>
  );
};

const AddThreshold = ({ name, onAdd }: { name: string; onAdd: (threshold: number) => void }) => {
  const [typed, setTyped] = useState('');
  const percent = Number(typed);
  const isValid = /^\d+$/.test(typed) && percent >= 1 && percent <= 1000;
  const add = (event: FormEvent) => {
    event.preventDefault();
    if (!isValid) return;
    onAdd(percent);
    setTyped('');
  };
  return (
    <form onSubmit={add} className="flex items-center gap-1.5">
      <Input value={typed} onChange={(event) => setTyped(event.target.value)} inputMode="numeric" placeholder="75" aria-label={`Another threshold of ${name}, in percent`} className="h-8 w-16 px-2 text-13" />
      <Button type="submit" size="icon" disabled={!isValid} aria-label={`Add this threshold to ${name}`}><Plus aria-hidden /></Button>
    </form>
  );
};
