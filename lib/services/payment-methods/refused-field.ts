import { AppError } from '@/lib/domain/app-error';

/**
 * Turns what Stripe refuses as a value into 422 at the field it came from, in Stripe's words. `pointers` are by Stripe's error
 * code; every other error stays as it is.
 */
export const refusedField = (pointers: Record<string, string>) => (reason: unknown): never => {
  const { code, message } = (reason ?? {}) as { code?: unknown; message?: unknown };
  const pointer = typeof code === 'string' ? pointers[code] : undefined;
  if (pointer === undefined) throw reason;
  const said = typeof message === 'string' ? message : 'is refused by Stripe';
  throw new AppError('invalid_input', said, { errors: [{ pointer, message: said }] });
};
