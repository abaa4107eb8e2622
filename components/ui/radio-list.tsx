import type { ReactNode } from 'react';
import { cn } from './cn';

type RadioOption<Value extends string> = { value: Value; label: string; note?: ReactNode };
type RadioListProps<Value extends string> = { legend: ReactNode; name: string; value: Value | null; onChange: (value: Value) => void; options: readonly RadioOption<Value>[]; isCompact?: boolean; className?: string };

const boxed = 'min-h-10 border border-line p-2.5 hover:border-edge';

/** One of several, each with what it means. The whole line can be pressed. */
export const RadioList = <Value extends string>({ legend, name, value, onChange, options, isCompact = false, className }: RadioListProps<Value>) => (
  <fieldset className="min-w-0">
    <legend className="mb-2 text-13 font-medium">{legend}</legend>
    <div className={cn('grid', isCompact ? 'gap-x-4' : 'gap-2', className)}>
      {options.map((option) => (
        <label key={option.value} className={cn('flex cursor-pointer items-start gap-2.5 rounded-inner text-13 transition-colors', isCompact ? 'py-1.5' : boxed, !isCompact && option.value === value && 'border-accent bg-accent-soft')}>
          <input type="radio" name={name} value={option.value} checked={option.value === value} onChange={() => onChange(option.value)} className="mt-0.5 size-4 shrink-0 accent-[var(--accent)]" />
          <span className="min-w-0">{option.label}{option.note && <span className="block text-12 text-muted">{option.note}</span>}</span>
        </label>
      ))}
    </div>
  </fieldset>
);
