import type { Catalog } from '@/lib/domain/catalog';
import { AppError } from '@/lib/domain/app-error';
import type { DirectUse } from '@/lib/domain/decision';
import { operationNamed, type CallShape, type ResolvedCall } from '@/lib/domain/operations';

/** What a use is called that names units of meters and no operation. */
export const unitsOnly = 'units';

/** A use that no gateway saw, as the meter takes it: its operation's weights times the quantity, with named units in their place. */
export const resolveDirect = (catalog: Catalog, use: Omit<DirectUse, 'holdSeconds'>, call: Pick<CallShape, 'headers' | 'fields'>): ResolvedCall | null => {
  const found = use.operation === undefined ? nothing : operationNamed(catalog, use.operation, call);
  if (found === null || (use.units === undefined && use.quantity === 1)) return found;
  const times = (units: Record<string, number>) => Object.fromEntries(Object.entries(units).map(([meter, count]) => [meter, count * use.quantity]));
  const own = Object.keys(use.units ?? {});
  const without = (units: Record<string, number>) => Object.fromEntries(Object.entries(times(units)).filter(([meter]) => !own.includes(meter)));
  return { ...found, weights: { ...without(found.weights), ...times(use.units ?? {}) }, hold: without(found.hold), measured: found.measured.filter((meter) => !own.includes(meter)) };
};

const nothing: ResolvedCall = { operation: unitsOnly, weights: {}, hold: {}, measured: [], feature: null };

/** @throws AppError naming the meter that the catalogue does not have. */
export const requireMeters = (catalog: Catalog, units: Record<string, number> | undefined, pointer = '/units'): void => {
  const unknown = Object.keys(units ?? {}).filter((meter) => catalog.meters[meter] === undefined);
  if (unknown.length > 0) throw new AppError('invalid_input', 'Some of what was sent is not right. See "errors".', { errors: unknown.map((meter) => ({ pointer: `${pointer}/${meter}`, message: 'is not a meter of this product' })) });
};
