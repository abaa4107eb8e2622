'use client';

import { ChevronDown } from 'lucide-react';
import { useId } from 'react';

type NativeSelectProps = { label: string; value: string; onChange: (value: string) => void; options: { value: string; label: string }[]; placeholder?: string; autoComplete?: string; required?: boolean; autoFocus?: boolean };

/** One of many, by the browser's own list: typing finds it, and a phone shows its wheel. */
export const NativeSelect = ({ label, value, onChange, options, placeholder, ...rest }: NativeSelectProps) => {
  const id = useId();
  return (
    <div className="grid gap-1.5">
      <label htmlFor={id} className="text-13 font-medium text-ink">{label}</label>
      <div className="relative">
        <select id={id} value={value} onChange={(event) => onChange(event.target.value)} className="h-10 w-full appearance-none rounded-inner border border-edge bg-raised pl-3 pr-9 text-14 text-ink" {...rest}>
          {placeholder && <option value="">{placeholder}</option>}
          {options.map((option) => <option key={option.value} value={option.value}>{option.label}</option>)}
        </select>
        <ChevronDown aria-hidden className="pointer-events-none absolute right-3 top-3 size-4 text-muted" />
      </div>
    </div>
  );
};
