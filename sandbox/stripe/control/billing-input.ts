import { finalActions, usualSettings, type BillingSettings } from '@/sandbox/stripe/billing/settings';
import { ControlError, numberField, onlyKeys, stringField, type Input } from './control-input';

function retryDaysField(value: unknown): readonly number[] | undefined {
  if (value === undefined) return undefined;
  const isAscending = Array.isArray(value) && value.every((day, index) => Number.isInteger(day) && day > (index === 0 ? 0 : value[index - 1]));
  if (!isAscending) throw new ControlError(400, 'retryDays must be whole days in ascending order, e.g. [1, 3, 5, 7].');
  return value.map(Number);
}

/** The dashboard's billing settings; what is left out stays. */
export function billingInput(before: BillingSettings, input: Input): BillingSettings {
  onlyKeys(input, ['retryDays', 'finalAction', 'upcomingDays']);
  const action = stringField(input, 'finalAction');
  const finalAction = finalActions.find((one) => one === action);
  if (action !== undefined && !finalAction) throw new ControlError(400, `finalAction must be one of ${finalActions.join(', ')}.`);
  return {
    retryDays: retryDaysField(input.retryDays) ?? before.retryDays, finalAction: finalAction ?? before.finalAction,
    upcomingDays: numberField(input, 'upcomingDays', 0, 365) ?? before.upcomingDays,
  };
}

export const normalBilling = (): BillingSettings => ({ ...usualSettings });
