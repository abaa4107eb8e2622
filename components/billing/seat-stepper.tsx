'use client';

import { Minus, Plus } from 'lucide-react';
import { useId, useState } from 'react';

type SeatStepperProps = { value: number; onChange: (value: number) => void; least: number; most: number | null; hint: string };

const side = 'inline-flex size-10 shrink-0 items-center justify-center text-ink transition-colors hover:bg-sunken disabled:pointer-events-none disabled:opacity-55';

/** A number of seats, one at a time or typed. It never leaves its bounds; what is typed stands until the field is left. */
export const SeatStepper = ({ value, onChange, least, most, hint }: SeatStepperProps) => {
  const id = useId();
  const [typed, setTyped] = useState<string | null>(null);
  const set = (next: number) => onChange(Math.min(most ?? 10_000, Math.max(least, next)));
  const step = (by: number) => {
    setTyped(null);
    set(value + by);
  };
  const type = (text: string) => {
    const digits = text.replaceAll(/\D/g, '').slice(0, 5);
    setTyped(digits);
    if (digits !== '') set(Number(digits));
  };
  return (
    <div className="grid gap-1.5">
      <label htmlFor={id} className="text-13 font-medium">Seats</label>
      <div className="inline-flex w-fit items-stretch overflow-hidden rounded-inner border border-edge bg-raised focus-within:outline focus-within:outline-2 focus-within:outline-offset-2 focus-within:outline-accent">
        <button type="button" className={side} aria-label="One seat less" disabled={value <= least} onClick={() => step(-1)}><Minus aria-hidden className="size-4" /></button>
        <input
          id={id} inputMode="numeric" role="spinbutton" aria-valuenow={value} aria-valuemin={least} aria-valuemax={most ?? undefined} aria-describedby={`${id}-hint`} value={typed ?? value} autoComplete="off"
          onChange={(event) => type(event.target.value)}
          onBlur={() => setTyped(null)}
          onKeyDown={(event) => {
            const by = event.key === 'ArrowUp' ? 1 : event.key === 'ArrowDown' ? -1 : 0;
            if (by !== 0) { event.preventDefault(); step(by); }
          }}
          className="h-10 w-16 border-x border-line bg-raised text-center text-14 font-medium outline-none"
        />
        <button type="button" className={side} aria-label="One seat more" disabled={most !== null && value >= most} onClick={() => step(1)}><Plus aria-hidden className="size-4" /></button>
      </div>
      <p id={`${id}-hint`} className="text-12 text-muted">{hint}</p>
    </div>
  );
};
