'use client';

import { Check } from 'lucide-react';
import type { DropdownMenu } from 'radix-ui';
import { cloneElement, createContext, use, useState, type ComponentProps, type ReactElement, type ReactNode } from 'react';
import { cn } from './cn';
import { lazily } from './lazily';

type Parts = typeof DropdownMenu;

const itemClass = 'flex h-9 cursor-default select-none items-center gap-2.5 rounded-inner px-2.5 text-13 text-ink outline-none data-[highlighted]:bg-sunken [&_svg]:size-4 [&_svg]:text-muted';

const useLoadedParts = lazily<Parts>(() => import('./menu-parts').then((module) => module.DropdownMenu));

const PartsContext = createContext<Parts | null>(null);

const useParts = (): Parts => {
  const parts = use(PartsContext);
  if (!parts) throw new Error('this belongs in a Menu');
  return parts;
};

type Button = ReactElement<ComponentProps<'button'>>;
type MenuProps = { trigger: Button; children: ReactNode; align?: 'start' | 'end'; side?: 'top' | 'bottom' };

/** A button that opens a list of actions. `trigger` is the button; pressed before the list can open, it opens as soon as it can. */
export const Menu = ({ trigger, children, align = 'start', side = 'bottom' }: MenuProps) => {
  const [isWanted, setWanted] = useState(false);
  const parts = useLoadedParts(isWanted, () => setWanted(false));
  if (!parts) return cloneElement(trigger, { 'aria-haspopup': 'menu', 'aria-expanded': false, onClick: () => setWanted(true) });
  return (
    <PartsContext value={parts}>
      <parts.Root modal={false} defaultOpen={isWanted}>
        <parts.Trigger asChild>{trigger}</parts.Trigger>
        <parts.Portal>
          <parts.Content align={align} side={side} sideOffset={6} collisionPadding={8} className="animate-appear z-50 min-w-56 rounded-card border border-line bg-raised p-1 shadow-float">
            {children}
          </parts.Content>
        </parts.Portal>
      </parts.Root>
    </PartsContext>
  );
};

export const MenuItem = ({ className, ...rest }: ComponentProps<Parts['Item']>) => {
  const { Item } = useParts();
  return <Item className={cn(itemClass, className)} {...rest} />;
};

export const MenuChoices = ({ label, value, onChange, choices }: { label: string; value: string; onChange: (value: string) => void; choices: { value: string; label: string; icon: ReactNode }[] }) => {
  const { RadioGroup, Label, RadioItem, ItemIndicator } = useParts();
  return (
    <RadioGroup value={value} onValueChange={onChange}>
      <Label className="px-2.5 pb-1 pt-2 text-12 text-muted">{label}</Label>
      {choices.map((choice) => (
        <RadioItem key={choice.value} value={choice.value} className={itemClass} onSelect={(event) => event.preventDefault()}>
          {choice.icon}
          <span className="grow">{choice.label}</span>
          <ItemIndicator><Check aria-hidden /></ItemIndicator>
        </RadioItem>
      ))}
    </RadioGroup>
  );
};

export const MenuSeparator = () => {
  const { Separator } = useParts();
  return <Separator className="my-1 h-px bg-line" />;
};

export const MenuHeading = ({ children }: { children: ReactNode }) => {
  const { Label } = useParts();
  return <Label className="px-2.5 py-2 text-13">{children}</Label>;
};
