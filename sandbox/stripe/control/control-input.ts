export class ControlError extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

export type Input = Record<string, unknown>;

export function parseInput(body: string): Input {
  if (body.trim() === '') return {};
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    throw new ControlError(400, 'The body must be JSON.');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new ControlError(400, 'The body must be a JSON object.');
  return { ...value };
}

export function onlyKeys(input: Input, allowed: readonly string[]): void {
  const strange = Object.keys(input).filter((key) => !allowed.includes(key));
  if (strange.length > 0) throw new ControlError(400, `Unknown field: ${strange.join(', ')}. Known: ${allowed.join(', ') || 'none'}.`);
}

export function stringField(input: Input, key: string): string | undefined {
  const value = input[key];
  if (value !== undefined && typeof value !== 'string') throw new ControlError(400, `${key} must be a string.`);
  return value;
}

export function numberField(input: Input, key: string, min: number, max: number): number | undefined {
  const value = input[key];
  if (value === undefined) return undefined;
  if (typeof value !== 'number' || !Number.isInteger(value) || value < min || value > max) throw new ControlError(400, `${key} must be a whole number from ${min} to ${max}.`);
  return value;
}
