import { Logger, runOnce } from 'graphile-worker';
import Stripe from 'stripe';
import { afterAll, beforeAll } from 'vitest';
import type { Ctx } from '@/lib/context';
import { prepareJobs } from '@/lib/jobs/prepare-jobs';
import { taskList } from '@/lib/jobs/task-list';
import { pushCatalog } from '@/lib/services/catalog/push-catalog';
import { receiveStripeEvent } from '@/lib/services/inbound-events/receive-stripe-event';
import { changeSubscription } from '@/lib/services/subscriptions/change-subscription';
import { ShapeChecks } from '@/sandbox/stripe/contract/shape-checks';
import { startStripeSandbox, type RunningSandbox } from '@/sandbox/stripe/start-stripe-sandbox';
import { makeWorkspace, memberCtx, testCtx, testDatabase, type CtxOptions } from '@/test/harness';
import { endWorkerPool, workerPool } from './worker-pool';

type Workspace = Awaited<ReturnType<typeof makeWorkspace>>;
type Database = ReturnType<typeof testDatabase>['it'];

export const webhookSecret = 'whsec_of_the_tests';
const quiet = { info: () => {}, warn: () => {}, error: () => {} };
const silentLogger = new Logger(() => () => {});

/** A database, the Stripe sandbox with the catalogue pushed, and what a customer and Stripe do. One per test file. */
export const openShop = (catalog = 'default') => {
  const database = testDatabase(catalog);
  let sandbox: RunningSandbox | undefined;
  let stripe: Stripe | undefined;
  beforeAll(async () => {
    sandbox = await startStripeSandbox({ seed: 1, shapes: await ShapeChecks.open(process.env.STRIPE_SANDBOX_VALIDATE ?? null) });
    stripe = new Stripe('sk_test_shop', { host: '127.0.0.1', port: sandbox.port, protocol: 'http', telemetry: false });
    await prepareJobs(database.it.url);
    await pushCatalog(testCtx(database.it, { catalog, stripe }), {});
  });
  afterAll(async () => {
    await endWorkerPool(database.it.url);
    await sandbox?.close();
  });
  return {
    get it(): Shop {
      if (!sandbox || !stripe) throw new Error('the shop opens before the first test');
      return new Shop(database.it, stripe, sandbox.url, catalog);
    },
  };
};

export class Shop {
  constructor(
    readonly database: Database,
    readonly stripe: Stripe,
    readonly sandboxUrl: string,
    readonly catalog: string,
  ) {}

  ctx(options: CtxOptions = {}): Ctx {
    return testCtx(this.database, { stripe: this.stripe, catalog: this.catalog, ...options });
  }

  member(workspace: Workspace, options: CtxOptions & { role?: 'owner' | 'admin' | 'billing' | 'member' } = {}) {
    return memberCtx(this.database, workspace, { stripe: this.stripe, catalog: this.catalog, ...options });
  }

  workspace = () => makeWorkspace(this.database, { catalog: this.catalog });

  /** A first purchase, up to Stripe's page. */
  async buy(workspace: Workspace, plan = 'starter', options: CtxOptions = {}) {
    const result = await changeSubscription(this.member(workspace, options), { plan, interval: 'month' });
    if (result.kind !== 'checkout') throw new Error(`expected a checkout, got ${result.kind}`);
    return result;
  }

  /** What the customer does on Stripe's page. Answers the page's HTTP status: 200 paid, 402 declined. */
  async pay(sessionId: string, card?: string): Promise<number> {
    return this.control(`checkout/${sessionId}/complete`, card === undefined ? {} : { card });
  }

  async control(path: string, body: object): Promise<number> {
    const response = await fetch(`${this.sandboxUrl}/_sandbox/${path}`, { method: 'POST', body: JSON.stringify(body) });
    await response.text();
    return response.status;
  }

  /** The plan that the workspace may use, by its id. */
  async planOf(workspace: Workspace): Promise<string> {
    const row = await this.database.db.workspace.findUniqueOrThrow({ where: { id: workspace.id }, include: { planVersion: true } });
    return row.planVersion.plan;
  }

  async customerOf(workspace: Workspace): Promise<string> {
    const row = await this.database.db.workspace.findUniqueOrThrow({ where: { id: workspace.id } });
    if (row.stripeCustomerId === null) throw new Error('the workspace has no customer yet');
    return row.stripeCustomerId;
  }

  /** Every event about a customer, in the order in which Stripe made them. */
  async eventsOf(customer: string): Promise<Stripe.Event[]> {
    const all = await this.stripe.events.list({ limit: 100 }).autoPagingToArray({ limit: 2_000 });
    return all.filter((event) => JSON.stringify(event.data).includes(customer)).reverse();
  }

  /** Hands an event to the webhook's verb as Stripe would, signed now unless told otherwise. */
  deliver(event: unknown, given: { secret?: string; timestamp?: number; signature?: string | null; body?: string } = {}) {
    const payload = JSON.stringify(event, null, 2);
    const timestamp = given.timestamp ?? Math.floor(Date.now() / 1000);
    const signature = given.signature === undefined ? this.stripe.webhooks.generateTestHeaderString({ payload, secret: given.secret ?? webhookSecret, timestamp }) : given.signature;
    return receiveStripeEvent(this.ctx({ actor: { kind: 'stripe' } }), { payload: given.body ?? payload, signature, secret: webhookSecret, isLive: false });
  }

  /** Runs what is queued and due, as the worker does, and nothing that waits for later. */
  async work(ctx: () => Ctx = () => this.ctx()): Promise<void> {
    const tasks = taskList({ ctx: () => Promise.resolve(ctx()), log: quiet });
    await runOnce({ pgPool: workerPool(this.database.url), taskList: tasks, noHandleSignals: true, logger: silentLogger, concurrency: 2 });
  }

  /** Our copy, without the ids that differ from one workspace to the next and the time at which it was read. */
  async copyOf(workspace: Workspace) {
    const row = await this.database.db.workspace.findUniqueOrThrow({ where: { id: workspace.id }, include: { subscriptions: { orderBy: { stripeSubscriptionId: 'asc' } } } });
    return { planVersionId: row.planVersionId, periodAnchor: row.periodAnchor, subscriptions: row.subscriptions.map(({ syncedAt: _, ...facts }) => facts) };
  }

  auditOf(workspace: Workspace, action: string) {
    return this.database.db.auditEntry.findMany({ where: { workspaceId: workspace.id, action }, orderBy: { at: 'asc' } });
  }
}
