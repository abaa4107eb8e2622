import { Card } from '@/components/ui/card';
import { Segmented } from '@/components/ui/segmented';
import type { ChangePreviewView } from '@/lib/domain/views/billing-view';
import type { PlanView, SubscriptionView } from '@/lib/domain/views/plan-view';
import type { ChangeChoice } from './preview-query';
import { yearlySavingWords } from './plan-price';
import { PromotionCode } from './promotion-code';
import { SeatStepper } from './seat-stepper';

type ChangeChoicesProps = { plan: PlanView; subscription: SubscriptionView; choice: ChangeChoice; preview: ChangePreviewView | undefined; onChange: (choice: ChangeChoice) => void };

/** What can still be chosen: how often to pay, for how many, with which code. */
export const ChangeChoices = ({ plan, subscription, choice, preview, onChange }: ChangeChoicesProps) => {
  const saving = yearlySavingWords(plan);
  const people = subscription.members === 1 ? 'One person is' : `${subscription.members} people are`;
  return (
    <Card aria-label="Choices" className="grid gap-5 p-4 sm:p-5">
      {plan.prices.length > 1 && (
        <div className="grid gap-1.5">
          <p aria-hidden className="text-13 font-medium">Pay by the</p>
          <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
            <Segmented label="Pay by the" value={choice.interval} onChange={(next) => onChange({ ...choice, interval: next === 'year' ? 'year' : 'month' })} options={[{ value: 'month', label: 'Month' }, { value: 'year', label: 'Year' }]} />
            {saving && <span className="text-13 text-muted">Paying yearly {saving}</span>}
          </div>
        </div>
      )}
      {choice.quantity !== null && (
        <SeatStepper value={choice.quantity} onChange={(quantity) => onChange({ ...choice, quantity })} least={1} most={plan.seats} hint={`${people} in this workspace. ${plan.seats === null ? '' : `Up to ${plan.seats} seats.`}`} />
      )}
      <PromotionCode choice={choice} preview={preview} onApply={(coupon) => onChange({ ...choice, coupon })} />
    </Card>
  );
};
