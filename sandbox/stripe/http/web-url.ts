import { invalidRequest } from './stripe-error';

/** An address that a browser can be sent to. */
export const isWebUrl = (value: string): boolean => /^https?:\/\/./i.test(value) && URL.canParse(value);

/** The same for a parameter; without one nothing is checked. */
export function checkWebUrl(value: string | null | undefined, param: string): void {
  if (value !== undefined && value !== null && !isWebUrl(value)) throw invalidRequest('Not a valid URL', 'url_invalid', param);
}
