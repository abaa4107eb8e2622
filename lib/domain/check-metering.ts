import { modelShapes, type Catalog, type Operation } from './catalog';
import { isCount } from './check-extras';

const providerPattern = /^[a-z][a-z0-9_-]{0,39}$/;
const headerPattern = /^x-[a-z0-9-]{1,62}$/;
const ownHeaders = /^x-(api-key|goog-api-key|request-id|tollgate-|forwarded-|middleware-|nextjs-|invoke-)/;
const bodyPattern = /^\w[\w-]{0,63}(\.\w[\w-]{0,63}){0,7}$/;
/** A million tokens for a million dollars: dearer than any, and far from where sums lose digits. */
const mostPerMillion = 1_000_000_000_000;

/** What is wrong with an operation's multipliers, as sentences that name the place. */
export const checkMultipliers = (catalog: Catalog, id: string, operation: Operation): string[] =>
  (operation.multiply ?? []).flatMap((one) => {
    const at = `operations.${id}.multiply`;
    const problems: string[] = [];
    if (!isCount(one.by) || one.by === 0) problems.push(`${at}: ${one.by} is not a whole factor of 1 or more`);
    if ((one.header === undefined) === (one.body === undefined)) problems.push(`${at}: names either a header or a field of the body`);
    if (one.header !== undefined && (!headerPattern.test(one.header) || ownHeaders.test(one.header))) problems.push(`${at}.header: "${one.header}" is not a lower-case header that begins with x- and is the caller's own`);
    if (one.body !== undefined && !bodyPattern.test(one.body)) problems.push(`${at}.body: "${one.body}" is not the names of a field, joined by dots`);
    if (one.equals.length === 0 || one.equals.length > 256) problems.push(`${at}.equals: has 1 to 256 characters`);
    for (const meter of one.meters ?? []) if (!Object.hasOwn(catalog.meters, meter)) problems.push(`${at}.meters: there is no meter "${meter}"`);
    return problems;
  });

/** What is wrong with what an operation says of its model and of what it holds. */
export const checkModels = (catalog: Catalog, id: string, { model, hold, weights }: Operation): string[] => [
  ...Object.entries(hold ?? {}).flatMap(([meter, units]) => [
    ...(Object.hasOwn(catalog.meters, meter) ? [] : [`operations.${id}.hold: there is no meter "${meter}"`]),
    ...(isCount(units) && Number(units) > 0 ? [] : [`operations.${id}.hold.${meter}: ${String(units)} is not a whole number of units above 0`]),
    ...(weights[meter] === undefined ? [] : [`operations.${id}.hold.${meter}: the operation already weighs this meter; units are either known before or held`]),
  ]),
  ...(model === undefined ? [] : checkModel(catalog, `operations.${id}.model`, model)),
];

const checkModel = (catalog: Catalog, at: string, { provider, shape, tokens, cost }: NonNullable<Operation['model']>): string[] => {
  const problems: string[] = [];
  if (!providerPattern.test(provider)) problems.push(`${at}.provider: an id is lower-case letters, digits, _ and -`);
  else if (catalog.providers?.[provider] === undefined) problems.push(`${at}.provider: providers does not name "${provider}"`);
  if (!modelShapes.some((known) => known === shape)) problems.push(`${at}.shape: "${shape}" is not ${modelShapes.join(', ')}`);
  for (const [part, meter] of Object.entries({ tokens, cost })) {
    if (meter === undefined) continue;
    if (!Object.hasOwn(catalog.meters, meter)) problems.push(`${at}.${part}: there is no meter "${meter}"`);
    else if ((catalog.meters[meter]?.kind === 'micros') !== (part === 'cost')) problems.push(`${at}.${part}: "${meter}" ${part === 'cost' ? 'does not count' : 'counts'} micro-dollars`);
  }
  return problems;
};

/** What is wrong with meters' kinds, providers and the prices of models. */
export const checkModelPrices = (catalog: Catalog): string[] => [
  ...Object.entries(catalog.meters).filter(([, { kind }]) => kind !== undefined && kind !== 'count' && kind !== 'micros').map(([id]) => `meters.${id}.kind: is count or micros`),
  ...Object.keys(catalog.providers ?? {}).filter((id) => !providerPattern.test(id)).map((id) => `providers.${id}: an id is lower-case letters, digits, _ and -`),
  ...Object.entries(catalog.modelPrices ?? {}).flatMap(([provider, models]) => [
    ...(catalog.providers?.[provider] === undefined ? [`modelPrices.${provider}: providers does not name "${provider}"`] : []),
    ...Object.entries(models).flatMap(([model, price]) => [
      ...(/^\S{1,128}$/.test(model) ? [] : [`modelPrices.${provider}.${model}: a model has 1 to 128 characters and no spaces`]),
      ...(['input', 'output'] as const).filter((side) => !isCount(price[side]) || price[side] > mostPerMillion)
        .map((side) => `modelPrices.${provider}.${model}.${side}: ${String(price[side])} is not a whole number of micro-dollars for a million tokens`),
    ]),
  ]),
];
