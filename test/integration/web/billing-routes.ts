import { purchaseCredits } from '@/lib/services/credits/purchase-credits';
import { getRetentionOffer } from '@/lib/services/subscriptions/get-retention-offer';
import { makeApiKey } from '@/test/harness';
import { makeAlert } from '@/test/integration/alerts/alert-rows';
import type { Shop } from '@/test/integration/billing/shop';

/** Who may: everybody, any member, owners and admins, who may move money, staff. */
export type Door = 'anyone' | 'member' | 'admin' | 'billing' | 'operator';

type Input = { params?: Record<string, string>; query?: string; body?: unknown };

export type Row = {
  door: Door;
  /** The status for whoever may. */
  status: number;
  /** What is sent: fresh for every call, with ids of the first workspace where the route takes any. */
  input?: (scene: Scene) => Promise<Input> | Input;
  /** The input names something of the first workspace, so that everybody else's answer is 404. */
  names?: true;
};

/** A workspace that bought a plan, and what it has at Stripe by now. */
export type Scene = { shop: Shop; customer: string; card: string; invoice: string; checkout: string; purchase: string; offer: string };

const only = <R>(rows: readonly R[], what: string): R => {
  const [row] = rows;
  if (row === undefined) throw new Error(`there should be ${what}`);
  return row;
};

export const openScene = async (shop: Shop, workspace: Awaited<ReturnType<Shop['workspace']>>, sessionId: string, customer: string): Promise<Scene> => ({
  shop, customer, checkout: sessionId,
  offer: only([(await getRetentionOffer(shop.member(workspace), { for: 'cancel' })).offer ?? undefined].filter((one) => one !== undefined), 'an offer to stay').offerId,
  purchase: (await purchaseCredits(shop.member(workspace), { pack: 'small' })).sessionId,
  card: only((await shop.stripe.customers.listPaymentMethods(customer)).data, 'a card').id,
  invoice: only((await shop.stripe.invoices.list({ customer })).data, 'an invoice').id,
});

const card = ({ card: id }: Scene): Input => ({ params: { id } });
const spareCard = async ({ shop, customer }: Scene): Promise<Input> => ({ params: { id: (await shop.stripe.paymentMethods.attach('pm_card_mastercard', { customer })).id } });
const invoice = ({ invoice: id }: Scene): Input => ({ params: { id } });
const taxId = async ({ shop, customer }: Scene): Promise<Input> => ({ params: { id: (await shop.stripe.customers.createTaxId(customer, { type: 'eu_vat', value: 'DE123456789' })).id } });
const confirmedCard = async ({ shop, customer }: Scene): Promise<Input> => {
  const { id } = await shop.stripe.setupIntents.create({ customer, automatic_payment_methods: { enabled: true, allow_redirects: 'never' } });
  await shop.stripe.setupIntents.confirm(id, { payment_method: 'pm_card_visa' });
  return { body: { setupIntentId: id } };
};
/** An event that was applied. */
const inboundEvent = async ({ shop, customer }: Scene): Promise<Input> => {
  const id = `evt_of${customer.replace(/\W/g, '')}`;
  const event = { id, type: 'customer.updated', customerId: customer, payload: { id, type: 'customer.updated', data: { object: { object: 'customer', id: customer } } }, createdAt: new Date(), receivedAt: new Date() };
  await shop.database.db.inboundEvent.upsert({ where: { id }, create: { ...event, status: 'applied' }, update: { status: 'applied' } });
  return { params: { id } };
};
const workspaceOf = ({ shop, customer }: Scene) => shop.database.db.workspace.findUniqueOrThrow({ where: { stripeCustomerId: customer } });
const workspace = async (scene: Scene): Promise<Input> => ({ params: { id: (await workspaceOf(scene)).id } });
const override = async (scene: Scene): Promise<string> => {
  const data = { workspaceId: (await workspaceOf(scene)).id, kind: 'limit', meter: 'calls', window: 'month', limit: 5n, reason: 'A test', createdById: 'usr_staff', createdAt: new Date() };
  return (await scene.shop.database.db.override.create({ data: { id: `ovr_${Date.now()}_${Math.floor(performance.now() * 1000)}`, ...data } })).id;
};
const apiKey = async (scene: Scene): Promise<string> => (await makeApiKey(scene.shop.database, (await workspaceOf(scene)).id)).id;
const alert = async (scene: Scene): Promise<string> => (await makeAlert(scene.shop.database, (await workspaceOf(scene)).id)).id;
const ownLimit = async (scene: Scene): Promise<string> => {
  const id = `lim_${Math.floor(performance.now() * 1000)}`;
  const { id: workspaceId } = await workspaceOf(scene);
  return (await scene.shop.database.db.ownLimit.create({ data: { id, workspaceId, scope: `key:${id}`, meter: 'calls', window: 'month', limit: 5n, mode: 'hard', createdAt: new Date(), updatedAt: new Date() } })).id;
};
const address = { name: 'Ada', email: 'ada@example.test', address: { line1: '1 Main Street', city: 'Berlin', country: 'DE' } };

/** Every method of every route that concerns money. A route without a row fails the test. */
export const rows: Record<string, Row> = {
  'POST /billing/calculate-proration': { door: 'anyone', status: 200, input: () => ({ body: { currentPlan: 'starter', targetPlan: 'pro', interval: 'month' } }) },

  'GET /subscriptions/current': { door: 'member', status: 200 },
  'POST /subscriptions/change': { door: 'billing', status: 409, input: () => ({ body: { plan: 'starter', interval: 'month' } }) },
  'GET /subscriptions/preview-change': { door: 'billing', status: 200, input: () => ({ query: 'plan=pro&interval=month' }) },
  'POST /subscriptions/cancel': { door: 'billing', status: 200, input: () => ({ body: { reason: 'unused' } }) },
  'GET /subscriptions/preview-cancel': { door: 'billing', status: 200 },
  'GET /subscriptions/preview-resume': { door: 'billing', status: 200 },
  'GET /subscriptions/preview-end-trial': { door: 'billing', status: 200 },
  'POST /subscriptions/resume': { door: 'billing', status: 200, input: () => ({ body: {} }) },
  'POST /subscriptions/pause': { door: 'billing', status: 409, input: () => ({ body: {} }) },
  'POST /subscriptions/end-trial': { door: 'billing', status: 409, input: () => ({ body: {} }) },
  'DELETE /subscriptions/scheduled-change': { door: 'billing', status: 200 },
  'GET /subscriptions/retention-offer': { door: 'billing', status: 200, input: () => ({ query: 'for=cancel' }) },
  'POST /subscriptions/retention-offer/accept': { door: 'billing', status: 200, names: true, input: ({ offer: offerId }) => ({ body: { offerId } }) },
  'GET /subscriptions/history': { door: 'member', status: 200 },
  'GET /subscriptions/checkouts/{sessionId}': { door: 'member', status: 200, names: true, input: ({ checkout: sessionId }) => ({ params: { sessionId } }) },

  'GET /credits': { door: 'member', status: 200 },
  'POST /credits/purchase': { door: 'billing', status: 200, input: () => ({ body: { pack: 'small' } }) },
  'GET /credits/purchases/{sessionId}': { door: 'member', status: 200, names: true, input: ({ purchase: sessionId }) => ({ params: { sessionId } }) },

  'GET /payment-methods': { door: 'billing', status: 200 },
  'POST /payment-methods': { door: 'billing', status: 201, names: true, input: confirmedCard },
  'DELETE /payment-methods/{id}': { door: 'billing', status: 204, names: true, input: spareCard },
  'POST /payment-methods/{id}/set-default': { door: 'billing', status: 204, names: true, input: card },
  'POST /payment-methods/setup-intent': { door: 'billing', status: 201, input: () => ({ body: {} }) },
  'PUT /payment-methods/billing-address': { door: 'billing', status: 200, input: () => ({ body: address }) },
  'POST /payment-methods/tax-ids': { door: 'billing', status: 201, input: () => ({ body: { type: 'eu_vat', value: 'DE987654321' } }) },
  'DELETE /payment-methods/tax-ids/{id}': { door: 'billing', status: 204, names: true, input: taxId },
  'GET /payment-methods/upcoming-invoice': { door: 'billing', status: 200 },
  'GET /payment-methods/stripe-js': { door: 'member', status: 200 },

  'GET /invoices': { door: 'billing', status: 200 },
  'GET /invoices/{id}': { door: 'billing', status: 200, names: true, input: invoice },
  'POST /invoices/{id}/pay': { door: 'billing', status: 200, names: true, input: (scene) => ({ ...invoice(scene), body: {} }) },

  'GET /admin/reconciliations': { door: 'operator', status: 200 },
  'POST /admin/reconciliations': { door: 'operator', status: 201, input: () => ({ body: {} }) },
  'POST /admin/workspaces/{id}/sync': { door: 'operator', status: 200, input: async ({ shop, customer }) => ({ params: { id: (await shop.database.db.workspace.findUniqueOrThrow({ where: { stripeCustomerId: customer } })).id }, body: {} }) },

  'GET /admin/workspaces': { door: 'operator', status: 200 },
  'GET /admin/workspaces/{id}': { door: 'operator', status: 200, input: workspace },
  'GET /admin/workspaces/{id}/overrides': { door: 'operator', status: 200, input: workspace },
  'POST /admin/workspaces/{id}/overrides': { door: 'operator', status: 201, input: async (scene) => ({ ...(await workspace(scene)), body: { kind: 'limit', meter: 'calls', window: 'month', limit: 5, reason: 'A test' } }) },
  'POST /admin/overrides/{id}/revoke': { door: 'operator', status: 200, input: async (scene) => ({ params: { id: await override(scene) }, body: {} }) },
  'GET /admin/model-prices': { door: 'operator', status: 200 },
  'POST /admin/model-prices': {
    // The default catalogue calls no models, so that no provider is known.
    door: 'operator', status: 422, input: () => ({ body: { provider: 'openai', model: `model-${Math.floor(performance.now() * 1000)}`, inputMicrosPerMillion: 1, outputMicrosPerMillion: 2 } }),
  },
  'GET /admin/shadow': { door: 'operator', status: 200 },
  'GET /admin/debt': { door: 'operator', status: 200 },

  'GET /alerts': { door: 'member', status: 200 },
  'POST /alerts/{id}/read': { door: 'member', status: 200, names: true, input: async (scene) => ({ params: { id: await alert(scene) }, body: {} }) },
  'POST /alerts/read-all': { door: 'member', status: 200, input: () => ({ body: {} }) },
  'GET /alert-rules': { door: 'member', status: 200 },
  'PUT /alert-rules': { door: 'admin', status: 200, input: () => ({ body: { rules: [{ meter: 'calls', thresholds: [75], email: true }] } }) },

  'GET /limits': { door: 'member', status: 200 },
  'PUT /limits': { door: 'admin', status: 200, names: true, input: async (scene) => ({ body: { scope: { key: await apiKey(scene) }, meter: 'calls', window: 'month', limit: 5, mode: 'hard' } }) },
  'DELETE /limits/{id}': { door: 'admin', status: 204, names: true, input: async (scene) => ({ params: { id: await ownLimit(scene) } }) },

  'GET /admin/inbound-events': { door: 'operator', status: 200 },
  'GET /admin/inbound-events/{id}': { door: 'operator', status: 200, input: inboundEvent },
  'POST /admin/inbound-events/{id}/replay': { door: 'operator', status: 200, input: async (scene) => ({ ...(await inboundEvent(scene)), body: {} }) },

  'POST /portal/session': { door: 'billing', status: 201, input: () => ({ body: {} }) },
};
