import * as meterCheck from '@/app/api/v1/meter/check/route';
import * as meterConsume from '@/app/api/v1/meter/consume/route';
import * as meterRelease from '@/app/api/v1/meter/release/route';
import * as meterSettle from '@/app/api/v1/meter/settle/route';
import * as usageEvents from '@/app/api/v1/usage/events/route';
import * as adminModelPrices from '@/app/api/v1/admin/model-prices/route';
import * as modelPrices from '@/app/api/v1/model-prices/route';
import * as adminWorkspaces from '@/app/api/v1/admin/workspaces/route';
import * as adminWorkspacesId from '@/app/api/v1/admin/workspaces/[id]/route';
import * as adminWorkspacesIdOverrides from '@/app/api/v1/admin/workspaces/[id]/overrides/route';
import * as adminOverridesIdRevoke from '@/app/api/v1/admin/overrides/[id]/revoke/route';
import * as adminShadow from '@/app/api/v1/admin/shadow/route';
import * as adminDebt from '@/app/api/v1/admin/debt/route';
import * as adminWorkspacesIdSync from '@/app/api/v1/admin/workspaces/[id]/sync/route';
import * as adminReconciliations from '@/app/api/v1/admin/reconciliations/route';
import * as adminInboundEventsIdReplay from '@/app/api/v1/admin/inbound-events/[id]/replay/route';
import * as adminInboundEventsId from '@/app/api/v1/admin/inbound-events/[id]/route';
import * as adminInboundEvents from '@/app/api/v1/admin/inbound-events/route';
import * as alerts from '@/app/api/v1/alerts/route';
import * as alertsIdRead from '@/app/api/v1/alerts/[id]/read/route';
import * as alertsReadAll from '@/app/api/v1/alerts/read-all/route';
import * as alertRules from '@/app/api/v1/alert-rules/route';
import * as limits from '@/app/api/v1/limits/route';
import * as limitsId from '@/app/api/v1/limits/[id]/route';
import * as credits from '@/app/api/v1/credits/route';
import * as creditsPurchase from '@/app/api/v1/credits/purchase/route';
import * as creditsPurchasesSessionId from '@/app/api/v1/credits/purchases/[sessionId]/route';
import * as apiKeysIdRotate from '@/app/api/v1/api-keys/[id]/rotate/route';
import * as apiKeysId from '@/app/api/v1/api-keys/[id]/route';
import * as apiKeys from '@/app/api/v1/api-keys/route';
import * as authSignOut from '@/app/api/v1/auth/sign-out/route';
import * as authSignUp from '@/app/api/v1/auth/sign-up/route';
import * as billingCalculateProration from '@/app/api/v1/billing/calculate-proration/route';
import * as decisionsId from '@/app/api/v1/decisions/[id]/route';
import * as me from '@/app/api/v1/me/route';
import * as invoicesIdPay from '@/app/api/v1/invoices/[id]/pay/route';
import * as invoicesId from '@/app/api/v1/invoices/[id]/route';
import * as invoices from '@/app/api/v1/invoices/route';
import * as paymentMethodsIdSetDefault from '@/app/api/v1/payment-methods/[id]/set-default/route';
import * as paymentMethodsId from '@/app/api/v1/payment-methods/[id]/route';
import * as paymentMethodsBillingAddress from '@/app/api/v1/payment-methods/billing-address/route';
import * as paymentMethodsSetupIntent from '@/app/api/v1/payment-methods/setup-intent/route';
import * as paymentMethodsStripeJs from '@/app/api/v1/payment-methods/stripe-js/route';
import * as paymentMethodsTaxIdsId from '@/app/api/v1/payment-methods/tax-ids/[id]/route';
import * as paymentMethodsTaxIds from '@/app/api/v1/payment-methods/tax-ids/route';
import * as paymentMethodsUpcomingInvoice from '@/app/api/v1/payment-methods/upcoming-invoice/route';
import * as paymentMethods from '@/app/api/v1/payment-methods/route';
import * as portalSession from '@/app/api/v1/portal/session/route';
import * as plansId from '@/app/api/v1/plans/[id]/route';
import * as plans from '@/app/api/v1/plans/route';
import * as subscriptionsCancel from '@/app/api/v1/subscriptions/cancel/route';
import * as subscriptionsEndTrial from '@/app/api/v1/subscriptions/end-trial/route';
import * as subscriptionsPause from '@/app/api/v1/subscriptions/pause/route';
import * as subscriptionsPreviewCancel from '@/app/api/v1/subscriptions/preview-cancel/route';
import * as subscriptionsPreviewChange from '@/app/api/v1/subscriptions/preview-change/route';
import * as subscriptionsPreviewEndTrial from '@/app/api/v1/subscriptions/preview-end-trial/route';
import * as subscriptionsPreviewResume from '@/app/api/v1/subscriptions/preview-resume/route';
import * as subscriptionsResume from '@/app/api/v1/subscriptions/resume/route';
import * as subscriptionsRetentionOffer from '@/app/api/v1/subscriptions/retention-offer/route';
import * as subscriptionsRetentionOfferAccept from '@/app/api/v1/subscriptions/retention-offer/accept/route';
import * as subscriptionsScheduledChange from '@/app/api/v1/subscriptions/scheduled-change/route';
import * as subscriptionsChange from '@/app/api/v1/subscriptions/change/route';
import * as subscriptionsCheckoutsSessionId from '@/app/api/v1/subscriptions/checkouts/[sessionId]/route';
import * as subscriptionsCurrent from '@/app/api/v1/subscriptions/current/route';
import * as subscriptionsHistory from '@/app/api/v1/subscriptions/history/route';
import * as usageBreakdown from '@/app/api/v1/usage/breakdown/route';
import * as usageCalls from '@/app/api/v1/usage/calls/route';
import * as usageCurrent from '@/app/api/v1/usage/current/route';
import * as usageExport from '@/app/api/v1/usage/export/route';
import * as usageHistory from '@/app/api/v1/usage/history/route';
import * as usageTrends from '@/app/api/v1/usage/trends/route';
import { openApiRoute } from '@/lib/web/openapi-route';

const routes = {
  '/api/v1/admin/model-prices': adminModelPrices,
  '/api/v1/model-prices': modelPrices,
  '/api/v1/admin/workspaces': adminWorkspaces,
  '/api/v1/admin/workspaces/{id}': adminWorkspacesId,
  '/api/v1/admin/workspaces/{id}/overrides': adminWorkspacesIdOverrides,
  '/api/v1/admin/overrides/{id}/revoke': adminOverridesIdRevoke,
  '/api/v1/admin/shadow': adminShadow,
  '/api/v1/admin/debt': adminDebt,
  '/api/v1/admin/workspaces/{id}/sync': adminWorkspacesIdSync,
  '/api/v1/admin/reconciliations': adminReconciliations,
  '/api/v1/admin/inbound-events/{id}/replay': adminInboundEventsIdReplay,
  '/api/v1/admin/inbound-events/{id}': adminInboundEventsId,
  '/api/v1/admin/inbound-events': adminInboundEvents,
  '/api/v1/alerts': alerts,
  '/api/v1/alerts/{id}/read': alertsIdRead,
  '/api/v1/alerts/read-all': alertsReadAll,
  '/api/v1/alert-rules': alertRules,
  '/api/v1/limits': limits,
  '/api/v1/limits/{id}': limitsId,
  '/api/v1/credits': credits,
  '/api/v1/credits/purchase': creditsPurchase,
  '/api/v1/credits/purchases/{sessionId}': creditsPurchasesSessionId,
  '/api/v1/api-keys/{id}/rotate': apiKeysIdRotate,
  '/api/v1/api-keys/{id}': apiKeysId,
  '/api/v1/api-keys': apiKeys,
  '/api/v1/auth/sign-out': authSignOut,
  '/api/v1/auth/sign-up': authSignUp,
  '/api/v1/billing/calculate-proration': billingCalculateProration,
  '/api/v1/decisions/{id}': decisionsId,
  '/api/v1/me': me,
  '/api/v1/invoices/{id}/pay': invoicesIdPay,
  '/api/v1/invoices/{id}': invoicesId,
  '/api/v1/invoices': invoices,
  '/api/v1/payment-methods/{id}/set-default': paymentMethodsIdSetDefault,
  '/api/v1/payment-methods/{id}': paymentMethodsId,
  '/api/v1/payment-methods/billing-address': paymentMethodsBillingAddress,
  '/api/v1/payment-methods/setup-intent': paymentMethodsSetupIntent,
  '/api/v1/payment-methods/stripe-js': paymentMethodsStripeJs,
  '/api/v1/payment-methods/tax-ids/{id}': paymentMethodsTaxIdsId,
  '/api/v1/payment-methods/tax-ids': paymentMethodsTaxIds,
  '/api/v1/payment-methods/upcoming-invoice': paymentMethodsUpcomingInvoice,
  '/api/v1/payment-methods': paymentMethods,
  '/api/v1/portal/session': portalSession,
  '/api/v1/plans/{id}': plansId,
  '/api/v1/plans': plans,
  '/api/v1/subscriptions/cancel': subscriptionsCancel,
  '/api/v1/subscriptions/end-trial': subscriptionsEndTrial,
  '/api/v1/subscriptions/pause': subscriptionsPause,
  '/api/v1/subscriptions/preview-cancel': subscriptionsPreviewCancel,
  '/api/v1/subscriptions/preview-change': subscriptionsPreviewChange,
  '/api/v1/subscriptions/preview-end-trial': subscriptionsPreviewEndTrial,
  '/api/v1/subscriptions/preview-resume': subscriptionsPreviewResume,
  '/api/v1/subscriptions/resume': subscriptionsResume,
  '/api/v1/subscriptions/retention-offer': subscriptionsRetentionOffer,
  '/api/v1/subscriptions/retention-offer/accept': subscriptionsRetentionOfferAccept,
  '/api/v1/subscriptions/scheduled-change': subscriptionsScheduledChange,
  '/api/v1/subscriptions/change': subscriptionsChange,
  '/api/v1/subscriptions/checkouts/{sessionId}': subscriptionsCheckoutsSessionId,
  '/api/v1/subscriptions/current': subscriptionsCurrent,
  '/api/v1/subscriptions/history': subscriptionsHistory,
  '/api/v1/meter/check': meterCheck,
  '/api/v1/meter/consume': meterConsume,
  '/api/v1/meter/release': meterRelease,
  '/api/v1/meter/settle': meterSettle,
  '/api/v1/usage/events': usageEvents,
  '/api/v1/usage/breakdown': usageBreakdown,
  '/api/v1/usage/calls': usageCalls,
  '/api/v1/usage/current': usageCurrent,
  '/api/v1/usage/export': usageExport,
  '/api/v1/usage/history': usageHistory,
  '/api/v1/usage/trends': usageTrends,
};

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = openApiRoute(routes);
