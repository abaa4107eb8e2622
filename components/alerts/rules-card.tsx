'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { toast } from '@/components/ui/toast';
import { Button } from '@/components/ui/button';
import { Card, CardBody, CardHeader } from '@/components/ui/card';
import { FormError } from '@/components/ui/form-error';
import { useFocusAfter } from '@/components/ui/moved-focus';
import type { AlertRulesView } from '@/lib/domain/views/alert-view';
import { alertRulesQuery, putRules, type RuleChoice } from './alert-queries';
import { RuleRow } from './rule-row';

const choicesOf = ({ rules }: AlertRulesView): RuleChoice[] => rules.map(({ measure, thresholds, email }) => ({ meter: measure.meter, thresholds, email }));
const isSame = (a: RuleChoice[], b: RuleChoice[]): boolean => JSON.stringify(a) === JSON.stringify(b);

/** At how many percent of a limit one is told, for each meter, and whether by mail too. */
export const RulesCard = ({ initial, mayEdit }: { initial: AlertRulesView; mayEdit: boolean }) => {
  const queries = useQueryClient();
  const { data } = useQuery({ ...alertRulesQuery(), initialData: initial });
  const [draft, setDraft] = useState<RuleChoice[] | null>(null);
  const stored = choicesOf(data);
  const shown = draft ?? stored;
  const save = useMutation({
    mutationFn: (sent: RuleChoice[]) => putRules(sent),
    onSuccess: async (view, sent) => {
      const { queryKey } = alertRulesQuery();
      await queries.cancelQueries({ queryKey });
      queries.setQueryData(queryKey, view);
      // What was changed while it was saved is not saved yet.
      setDraft((now) => (now === sent ? null : now));
      toast.success('Saved. The next call that crosses a threshold follows it.');
    },
  });
  const change = (rule: RuleChoice) => setDraft(shown.map((one) => (one.meter === rule.meter ? rule : one)));
  const isChanged = !isSame(shown, stored);
  const card = useRef<HTMLElement>(null);
  const pressed = useFocusAfter(!isChanged, card);
  const press = (act: () => void) => () => {
    pressed();
    act();
  };
  return (
    <Card ref={card} tabIndex={-1} aria-labelledby="alert-rules">
      <CardHeader id="alert-rules" title="When you are told" description={`At these shares of every limit of a meter, the plan’s and your own. Mail goes to owners and admins, from ${data.mailPercent} % on.`} />
      <CardBody className="grid gap-4">
        <ul className="grid">
          {data.rules.map(({ measure }) => {
            const rule = shown.find((one) => one.meter === measure.meter);
            return rule && <RuleRow key={measure.meter} name={measure.name} rule={rule} mailPercent={data.mailPercent} onChange={mayEdit ? change : null} />;
          })}
        </ul>
        {save.isError && <FormError error={save.error} />}
        {mayEdit
          ? (
            <div className="flex flex-wrap gap-2">
              <Button variant="primary" disabled={!isChanged} isPending={save.isPending} onClick={press(() => save.mutate(shown))}>Save</Button>
              {isChanged && <Button onClick={press(() => setDraft(null))}>Undo</Button>}
            </div>
          )
          : <p className="text-13 text-muted">Your role can see this, not change it. Ask an owner or an admin.</p>}
      </CardBody>
    </Card>
  );
};
