import type { Catalog, Plan } from './catalog';
import { isCount } from './check-extras';

const idPattern = /^[a-z][a-z0-9_]{0,39}$/;

/** What is wrong with how plans are sold: per seat, with pauses and trials, and the offer to stay. Sentences that name the place. */
export const checkSelling = (catalog: Catalog): string[] => [...Object.entries(catalog.plans).flatMap(([id, plan]) => checkTerms(id, plan)), ...checkRetention(catalog), ...checkDays(catalog)];

const checkTerms = (id: string, plan: Plan): string[] => {
  const isSold = plan.prices !== undefined && !plan.custom;
  const needsPrice = (['perSeat', 'pausable', 'trialDays'] as const).filter((field) => plan[field] !== undefined && plan[field] !== false && !isSold);
  return [
    ...needsPrice.map((field) => `plans.${id}.${field}: the plan has no price, so there is no subscription that it could be about`),
    ...(plan.trialWithoutCard !== undefined && plan.trialDays === undefined ? [`plans.${id}.trialWithoutCard: the plan has no trial`] : []),
    ...(plan.perSeat && plan.seats !== null && !(isCount(plan.seats) && plan.seats > 0) ? [`plans.${id}.seats: ${String(plan.seats)} is not the most seats that can be bought; write 1 or more, or null`] : []),
  ];
};

const checkRetention = ({ retention }: Catalog): string[] => {
  if (retention === undefined) return [];
  const variants = Object.entries(retention.variants);
  return [
    ...(retention.for.length === 0 ? ['retention.for: names nothing to offer it for'] : []),
    ...(variants.length === 0 ? ['retention.variants: there is none'] : []),
    ...variants.flatMap(([id, { percentOff, months }]) => [
      ...(idPattern.test(id) ? [] : [`retention.variants.${id}: an id is lower-case letters, digits and _`]),
      ...(isCount(percentOff) && percentOff >= 1 && percentOff <= 100 ? [] : [`retention.variants.${id}.percentOff: ${String(percentOff)} is not a whole number of percent from 1 to 100`]),
      ...(isCount(months) && months >= 1 && months <= 36 ? [] : [`retention.variants.${id}.months: ${String(months)} is not a whole number of months from 1 to 36`]),
    ]),
  ];
};

const checkDays = ({ featureUseBlocksDowngradeDays: days }: Catalog): string[] =>
  days === undefined || (isCount(days) && days <= 366) ? [] : [`featureUseBlocksDowngradeDays: ${String(days)} is not a whole number of days up to 366`];
