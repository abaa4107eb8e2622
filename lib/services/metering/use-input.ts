import { z } from 'zod';

/** Of one meter and use. Counters are 64 bits wide: no customer gets there by a few uses. */
const mostUnits = 1_000_000_000_000;
const units = z.int().min(0).max(mostUnits);
/** Without NULs, other control characters and halves of characters, which the ledger cannot keep. */
const text = (most: number) => z.string().min(1).max(most).refine((given) => !/[\p{Cc}\p{Cs}]/u.test(given), 'has a control character');
const meterUnits = z.record(z.string().min(1).max(64), units).refine((given) => Object.keys(given).length <= 20, 'has more than 20 meters');

/**
 * A use of the product that is no HTTP call through the gateway: an operation of the catalogue by its id, or by the method and path
 * that it would have; or plain units of meters. `quantity` is how many times, `units` replace the operation's own of these meters.
 */
const use = z.strictObject({
  operation: text(200).optional(),
  method: text(16).optional(),
  path: text(2_048).startsWith('/').optional(),
  units: meterUnits.optional(),
  quantity: z.int().min(1).max(1_000_000).default(1),
  /** What the catalogue weighs of a JSON body, by dotted name. */
  fields: z.record(z.string().max(520), z.string().max(256)).default({}),
});

const isNamed = (given: { operation?: string; path?: string; method?: string; units?: object }) => given.operation !== undefined || given.path !== undefined || given.units !== undefined;
const named = { message: 'must be given, or "method" and "path", or "units"', path: ['operation'] };

const isCountable = ({ units: given = {}, quantity }: { units?: Record<string, number>; quantity: number }) => Object.values(given).every((count) => count * quantity <= mostUnits);
const countable = { message: 'times "quantity" is more than 1,000,000,000,000', path: ['units'] };

export const checkUseInput = use.refine(isNamed, named).refine(isCountable, countable);

export const consumeUseInput = z
  .strictObject({
    ...use.shape,
    /** Reserves the units until `settle` or `release`, or until they expire after `holdSeconds`. */
    hold: z.boolean().default(false),
    holdSeconds: z.int().min(1).max(86_400).default(300),
  })
  .refine(isNamed, named)
  .refine(isCountable, countable);

export const settleHoldInput = z.strictObject({
  decisionId: text(64).min(5),
  /** The real units, in place of those that were held of these meters. None: what was held is what it took. */
  units: meterUnits.optional(),
  provider: text(64).optional(),
  model: text(200).optional(),
  inputTokens: units.optional(),
  outputTokens: units.optional(),
});

export const releaseHoldInput = z.strictObject({ decisionId: text(64).min(5) });

/** How each event of a batch looks; one that does not is rejected alone. */
export const usageEventInput = z
  .strictObject({
    source: text(60),
    id: text(120),
    /** When it happened: at most 24 hours ago and 5 minutes ahead. Now, where it is not given. */
    occurredAt: z.iso.datetime({ offset: true }).optional(),
    operation: text(200).optional(),
    units: meterUnits.optional(),
    quantity: z.int().min(1).max(1_000_000).default(1),
    provider: text(64).optional(),
    model: text(200).optional(),
    inputTokens: units.optional(),
    outputTokens: units.optional(),
  })
  .refine((given) => given.operation !== undefined || given.units !== undefined, { message: 'must be given, or "units"', path: ['operation'] })
  .refine(isCountable, countable);

export const ingestUsageInput = z.strictObject({ events: z.array(z.unknown()).min(1).max(500) });
