import type { Endpoint } from '@/sandbox/stripe/http/endpoint';
import { accountEndpoints } from './account';
import { balanceTransactionEndpoints } from './balance-transactions';
import { billingMeterEndpoints } from './billing-meters';
import { checkoutSessionEndpoints } from './checkout-sessions';
import { couponEndpoints } from './coupons';
import { creditGrantEndpoints } from './credit-grants';
import { creditNoteEndpoints } from './credit-notes';
import { customerEndpoints } from './customers';
import { disputeEndpoints } from './disputes';
import { eventEndpoints } from './events';
import { invoiceItemEndpoints } from './invoice-items';
import { invoiceEndpoints } from './invoices';
import { paymentIntentEndpoints } from './payment-intents';
import { meterEventEndpoints } from './meter-events';
import { paymentMethodEndpoints } from './payment-methods';
import { paymentEndpoints } from './payments';
import { portalConfigurationEndpoints } from './portal-configurations';
import { portalSessionEndpoints } from './portal-sessions';
import { priceEndpoints } from './prices';
import { productEndpoints } from './products';
import { refundEndpoints } from './refunds';
import { setupIntentEndpoints } from './setup-intents';
import { promotionCodeEndpoints } from './promotion-codes';
import { subscriptionItemEndpoints } from './subscription-items';
import { subscriptionPauseEndpoints } from './subscription-pauses';
import { subscriptionScheduleEndpoints } from './subscription-schedules';
import { subscriptionEndpoints } from './subscriptions';
import { taxIdEndpoints } from './tax-ids';
import { taxRateEndpoints } from './tax-rates';
import { testClockEndpoints } from './test-clocks';
import { webhookEndpointEndpoints } from './webhook-endpoints';

/** The coverage table: what is not here answers 404. */
export const allEndpoints: readonly Endpoint[] = [
  ...productEndpoints, ...priceEndpoints, ...customerEndpoints, ...taxIdEndpoints, ...paymentMethodEndpoints, ...checkoutSessionEndpoints, ...subscriptionEndpoints, ...subscriptionItemEndpoints, ...subscriptionPauseEndpoints,
  ...subscriptionScheduleEndpoints, ...invoiceEndpoints, ...invoiceItemEndpoints,
  ...paymentEndpoints, ...paymentIntentEndpoints, ...setupIntentEndpoints, ...portalConfigurationEndpoints, ...portalSessionEndpoints, ...eventEndpoints, ...webhookEndpointEndpoints, ...accountEndpoints, ...couponEndpoints, ...promotionCodeEndpoints, ...billingMeterEndpoints, ...meterEventEndpoints, ...testClockEndpoints, ...creditGrantEndpoints, ...refundEndpoints, ...disputeEndpoints, ...creditNoteEndpoints, ...balanceTransactionEndpoints, ...taxRateEndpoints,
];
