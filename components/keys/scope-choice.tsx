'use client';

import type { NewApiKey } from '@/lib/domain/views/workspace-view';

type Scope = NewApiKey['scopes'][number];

const choices: { scope: Scope; name: string; what: string }[] = [
  { scope: 'gateway', name: 'Call the API', what: 'Send metered calls through the gateway.' },
  { scope: 'manage', name: 'Manage the workspace', what: 'Read usage, change the plan and keys over the portal’s REST API.' },
];

/** What a key may do: at least one of both. */
export const ScopeChoice = ({ value, onChange }: { value: Scope[]; onChange: (scopes: Scope[]) => void }) => (
  <fieldset className="grid gap-2">
    <legend className="mb-1.5 text-13 font-medium">It may</legend>
    {choices.map(({ scope, name, what }) => (
      <label key={scope} className="flex items-start gap-3 rounded-inner border border-line p-3 has-checked:border-accent">
        <input
          type="checkbox" checked={value.includes(scope)} className="mt-0.5 size-4 accent-accent"
          onChange={(event) => onChange(event.target.checked ? [...value, scope] : value.filter((one) => one !== scope))}
        />
        <span className="text-13"><span className="block font-medium">{name}</span><span className="text-muted">{what}</span></span>
      </label>
    ))}
  </fieldset>
);
