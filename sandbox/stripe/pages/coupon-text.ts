import { formatMoney } from '@/sandbox/stripe/billing/money';
import { couponAmountOff, type Coupon } from '@/sandbox/stripe/resources/coupons';
import type { Sandbox } from '@/sandbox/stripe/sandbox';

/** What a coupon takes off an order in this currency: `20% off`, `$5.00 off`. */
export const offText = (sandbox: Sandbox, coupon: Coupon, currency: string): string =>
  coupon.percent_off === null ? `${formatMoney(couponAmountOff(sandbox, coupon, currency) ?? 0, currency)} off` : `${coupon.percent_off}% off`;
