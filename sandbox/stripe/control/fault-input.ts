import { faultKinds, type FaultInput, type FaultMatch } from '@/sandbox/stripe/http/faults';
import { ControlError, numberField, onlyKeys, stringField, type Input } from './control-input';

const methods = ['GET', 'POST', 'DELETE'];
const waitsByDefaultMs = 60_000;

const isInput = (value: unknown): value is Input => typeof value === 'object' && value !== null && !Array.isArray(value);

function matchOf(value: unknown): FaultMatch {
  if (value !== undefined && !isInput(value)) throw new ControlError(400, 'match must be an object.');
  const input = value ?? {};
  onlyKeys(input, ['method', 'path', 'contains', 'nth', 'times']);
  const method = stringField(input, 'method')?.toUpperCase();
  if (method !== undefined && !methods.includes(method)) throw new ControlError(400, `match.method must be one of ${methods.join(', ')}.`);
  const path = stringField(input, 'path');
  if (path !== undefined && !path.startsWith('/v1/')) throw new ControlError(400, 'match.path must begin with /v1/.');
  return {
    ...(method === undefined ? {} : { method }), ...(path === undefined ? {} : { path }), ...(input.contains === undefined ? {} : { contains: stringField(input, 'contains') }),
    nth: numberField(input, 'nth', 1, 1_000_000) ?? 1, times: numberField(input, 'times', 1, 1_000_000) ?? 1,
  };
}

/** `{match: {method?, path?, contains?, nth?, times?}, kind, delayMs?, status?}`. Without a status the connection is cut. */
export function faultInput(input: Input): FaultInput {
  onlyKeys(input, ['match', 'kind', 'delayMs', 'status']);
  const kind = faultKinds.find((one) => one === stringField(input, 'kind'));
  if (!kind) throw new ControlError(400, `kind must be one of ${faultKinds.join(', ')}.`);
  const status = numberField(input, 'status', 400, 599) ?? null;
  if (status !== null && kind !== 'before' && kind !== 'after_commit') throw new ControlError(400, `${kind} takes no status.`);
  const delayMs = numberField(input, 'delayMs', 0, 600_000);
  if (delayMs === undefined && (kind === 'delay' || kind === 'late_answer')) throw new ControlError(400, `${kind} needs delayMs.`);
  return { kind, match: matchOf(input.match), delayMs: delayMs ?? (kind === 'timeout' ? waitsByDefaultMs : 0), status };
}
