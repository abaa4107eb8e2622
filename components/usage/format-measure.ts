import { formatMeasured, type Measure } from '@/lib/domain/measure';

/** `4,812 calls`, or `$12.50` where money is counted. */
export const sayMeasured = (value: number, measure: Pick<Measure, 'unit' | 'money'>): string => formatMeasured(value, measure, 'en');
