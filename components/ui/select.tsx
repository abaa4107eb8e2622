'use client';

import { Check, ChevronDown } from 'lucide-react';
import { Select as Primitive } from 'radix-ui';
import { cn } from './cn';

type SelectProps = { label: string; value: string; onChange: (value: string) => void; options: { value: string; label: string }[]; className?: string };

/** One of a few. `label` is read out, not shown. */
export const Select = ({ label, value, onChange, options, className }: SelectProps) => (
  <Primitive.Root value={value} onValueChange={onChange}>
    <Primitive.Trigger aria-label={label} className={cn('inline-flex h-10 items-center justify-between gap-2 rounded-inner border border-edge bg-raised px-3 text-14 text-ink', className)}>
      <Primitive.Value />
      <Primitive.Icon><ChevronDown aria-hidden className="size-4 text-muted" /></Primitive.Icon>
    </Primitive.Trigger>
    <Primitive.Portal>
      <Primitive.Content position="popper" sideOffset={6} className="animate-appear z-50 min-w-[var(--radix-select-trigger-width)] rounded-card border border-line bg-raised p-1 shadow-float">
        <Primitive.Viewport>
          {options.map((option) => (
            <Primitive.Item key={option.value} value={option.value} className="flex h-9 cursor-default select-none items-center justify-between gap-4 rounded-inner px-2.5 text-13 text-ink outline-none data-[highlighted]:bg-sunken">
              <Primitive.ItemText>{option.label}</Primitive.ItemText>
              <Primitive.ItemIndicator><Check aria-hidden className="size-4 text-muted" /></Primitive.ItemIndicator>
            </Primitive.Item>
          ))}
        </Primitive.Viewport>
      </Primitive.Content>
    </Primitive.Portal>
  </Primitive.Root>
);
