import { windows, type Catalog, type Plan, type Window } from './catalog';
import { localize, type Locale, type Localized } from './locale';
import type { LostView } from './views/billing-view';

const windowWords: Record<Window, Localized> = {
  minute: { en: 'a minute', fr: 'par minute' }, day: { en: 'a day', fr: 'par jour' }, month: { en: 'a month', fr: 'par mois' }, billing_period: { en: 'a billing period', fr: 'par période' },
};
const unlimited: Localized = { en: 'unlimited', fr: 'illimité' };
const seatWords: Localized = { en: 'People in the workspace', fr: 'Personnes dans l’espace' };
const keyWords: Localized = { en: 'API keys', fr: 'Clés API' };

/** What a plan allows of something; `seats` are those that are bought where the plan is sold per person. */
export type Allowed = { terms: Plan; seats: number | null };

/** Features that `to` does not have, in the catalogue's order. */
export const lostFeatures = (from: Plan, to: Plan): string[] => from.features.filter((feature) => !to.features.includes(feature));

/** What somebody no longer has after a change: features that go, and limits, seats and keys that become fewer. */
export const lostInChange = (catalog: Catalog, from: Allowed, to: Allowed, locale: Locale): LostView[] => {
  const say = (text: Localized) => localize(text, locale);
  const count = (limit: number | null) => (limit === null ? say(unlimited) : new Intl.NumberFormat(locale).format(limit));
  const fewer = (kind: LostView['kind'], id: string, name: string, before: number | null, after: number | null): LostView[] =>
    after !== null && (before === null || after < before) ? [{ kind, id, name, from: count(before), to: count(after) }] : [];
  const features = lostFeatures(from.terms, to.terms).map((id): LostView => ({ kind: 'feature', id, name: say(catalog.features[id]?.name ?? { en: id }), from: null, to: null }));
  const limits = Object.entries(catalog.meters).flatMap(([meter, { name }]) =>
    windows.flatMap((window) => {
      const limitOf = ({ terms }: Allowed) => terms.limits[meter]?.[window] ?? null;
      return fewer('limit', `${meter}.${window}`, `${say(name)} ${say(windowWords[window])}`, limitOf(from), limitOf(to));
    }),
  );
  return [...features, ...limits, ...fewer('seats', 'seats', say(seatWords), from.seats, to.seats), ...fewer('api_keys', 'api_keys', say(keyWords), from.terms.apiKeys, to.terms.apiKeys)];
};
