'use client';

import { Check } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import type { ComponentProps, ReactNode } from 'react';
import { cn } from './cn';

const itemClass = 'flex h-9 cursor-default select-none items-center gap-2.5 rounded-inner px-2.5 text-13 text-ink outline-none data-[highlighted]:bg-sunken [&_svg]:size-4 [&_svg]:text-muted';

/** A button that opens a list of actions. `trigger` is the button. */
export const Menu = ({ trigger, children, align = 'start', side = 'bottom' }: { trigger: ReactNode; children: ReactNode; align?: 'start' | 'end'; side?: 'top' | 'bottom' }) => (
  <DropdownMenu.Root modal={false}>
    <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
    <DropdownMenu.Portal>
      <DropdownMenu.Content align={align} side={side} sideOffset={6} collisionPadding={8} className="animate-appear z-50 min-w-56 rounded-card border border-line bg-raised p-1 shadow-float">
        {children}
      </DropdownMenu.Content>
    </DropdownMenu.Portal>
  </DropdownMenu.Root>
);

export const MenuItem = ({ className, ...rest }: ComponentProps<typeof DropdownMenu.Item>) => <DropdownMenu.Item className={cn(itemClass, className)} {...rest} />;

export const MenuChoices = ({ label, value, onChange, choices }: { label: string; value: string; onChange: (value: string) => void; choices: { value: string; label: string; icon: ReactNode }[] }) => (
  <DropdownMenu.RadioGroup value={value} onValueChange={onChange}>
    <DropdownMenu.Label className="px-2.5 pb-1 pt-2 text-12 text-muted">{label}</DropdownMenu.Label>
    {choices.map((choice) => (
      <DropdownMenu.RadioItem key={choice.value} value={choice.value} className={itemClass} onSelect={(event) => event.preventDefault()}>
        {choice.icon}
        <span className="grow">{choice.label}</span>
        <DropdownMenu.ItemIndicator><Check aria-hidden /></DropdownMenu.ItemIndicator>
      </DropdownMenu.RadioItem>
    ))}
  </DropdownMenu.RadioGroup>
);

export const MenuSeparator = () => <DropdownMenu.Separator className="my-1 h-px bg-line" />;

export const MenuHeading = ({ children }: { children: ReactNode }) => <DropdownMenu.Label className="px-2.5 py-2 text-13">{children}</DropdownMenu.Label>;
