export interface TypedCard {
  number: string;
  expiry: string;
  cvc: string;
}
export interface FieldProblem {
  type: 'validation_error';
  code: string;
  message: string;
}
export const format: { number(typed: string): string; expiry(typed: string): string; cvc(typed: string, number: string): string };
export function problemsOf(typed: TypedCard, testNumbers: readonly string[], now: Date): Record<keyof TypedCard, FieldProblem | null>;
export function cardOf(typed: TypedCard): { number: string; exp_month: number; exp_year: number; cvc: string };
export function brand(typed: string): 'amex' | 'visa' | 'mastercard' | 'unknown';
