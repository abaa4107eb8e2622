'use client';

import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Card, CardHeader } from '@/components/ui/card';
import type { OverridesView, OverrideView } from '@/lib/domain/views/override-view';
import { OverrideDialog } from './override-dialog';
import { OverrideStack, StackLayer } from './override-stack';
import { limitValue, overrideValue, stackTitle } from './override-words';
import { RevokeOverrideDialog } from './revoke-override-dialog';
import { overridesQuery } from './workspace-queries';

const isPast = ({ status }: OverrideView): boolean => status === 'expired' || status === 'revoked';
const present = (overrides: OverrideView[]): OverrideView[] => overrides.filter((one) => !isPast(one));

/** What the plan says at the bottom, what was made an exception above it, and which of them holds. */
export const OverridesCard = ({ workspaceId, initial }: { workspaceId: string; initial: OverridesView }) => {
  const { data } = useQuery({ ...overridesQuery(workspaceId), initialData: initial });
  const [isMaking, setMaking] = useState(false);
  const [revoked, setRevoked] = useState<OverrideView | null>(null);
  const past = data.data.filter(isPast);
  return (
    <Card aria-labelledby="overrides">
      <CardHeader id="overrides" title="Limits and exceptions" description="From the bottom up: what the plan says, then what was made an exception. The layer that holds is marked." className="pb-4">
        <Button variant="primary" onClick={() => setMaking(true)}>Make an exception</Button>
      </CardHeader>
      <div className="grid gap-4 px-4 pb-4 sm:px-5 md:grid-cols-2 xl:grid-cols-3">
        <OverrideStack title="Plan" base={{ value: data.plan.base.name, note: 'What it bought, or has for free', isInForce: data.plan.base.isInForce }} overrides={present(data.plan.overrides)} asOf={data.asOf} onRevoke={setRevoked} />
        {data.limits.map((stack) => (
          <OverrideStack
            key={`${stack.measure.meter} ${stack.window}`} title={stackTitle(stack)} base={{ value: limitValue(stack.base.limit, stack.measure), note: 'The plan’s limit', isInForce: stack.base.isInForce }}
            overrides={present(stack.overrides)} asOf={data.asOf} onRevoke={setRevoked}
          />
        ))}
        {present(data.grants).length > 0 && <OverrideStack title="Gifts" base={null} overrides={present(data.grants)} asOf={data.asOf} onRevoke={setRevoked} />}
      </div>
      {past.length > 0 && (
        <details className="border-t border-line px-4 py-3 text-13 sm:px-5">
          <summary className="cursor-pointer font-medium text-ink">{past.length === 1 ? 'One that is over' : `${past.length} that are over`}</summary>
          <ul className="mt-3 grid gap-2">{past.map((one) => <StackLayer key={one.id} override={one} value={overrideValue(one)} asOf={data.asOf} onRevoke={null} />)}</ul>
        </details>
      )}
      {isMaking && <OverrideDialog workspaceId={workspaceId} view={data} onClose={() => setMaking(false)} />}
      {revoked && <RevokeOverrideDialog workspaceId={workspaceId} override={revoked} onClose={() => setRevoked(null)} />}
    </Card>
  );
};
