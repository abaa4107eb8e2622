import type { Mutant } from './mutant';

const subscriptions = (name: string) => ({ file: `lib/services/subscriptions/${name}.ts` });
const billing = (name: string) => `test/integration/billing/${name}.test.ts`;
const sync = subscriptions('sync-subscription');

/** Bugs in how money moves: what must never happen to it. */
export const ofMoney: Mutant[] = [
  { bug: 'open another page for each of two clicks', in: subscriptions('open-checkout'), find: 'const same = row && isFor(row, sale) ? row : null;', replace: 'const same = null as Checkout | null;', tests: [billing('buying')] },
  { bug: 'sell a second subscription', in: subscriptions('open-checkout'), find: `if (synced.kind === 'synced' && synced.hasLive) return null;`, replace: '', tests: [billing('buying')] },
  { bug: 'keep both of two subscriptions that were paid', in: sync, find: 'for (const { subscription: { id } } of extras) {', replace: 'for (const { subscription: { id } } of extras.slice(extras.length)) {', tests: [billing('converging')] },
  { bug: 'change the plan before it is paid', in: subscriptions('act-on-intent'), find: `items: input.items, proration_behavior: 'always_invoice', payment_behavior: 'pending_if_incomplete'`, replace: `items: input.items, proration_behavior: 'always_invoice', payment_behavior: 'allow_incomplete'`, tests: [billing('changing')] },
  { bug: 'grant a pack before it is paid', in: { file: 'lib/services/credits/settle-purchases.ts' }, find: `if (session.payment_status === 'unpaid') return 0;`, replace: '', tests: [billing('credits')] },
  { bug: 'grant a pack again whenever Stripe is asked', in: { file: 'lib/services/credits/grant-purchase.ts' }, find: `sourceKey: session.id, units, priority: packPriority, createdAt: tx.now }], skipDuplicates: true,
  });
  const ends = { status: 'paid',`, replace: `sourceKey: id, units, priority: packPriority, createdAt: tx.now }], skipDuplicates: true,
  });
  const ends = { status: 'open',`, tests: [billing('credits')] },
  {
    bug: 'lock the workspace after Stripe was read', in: sync, find: `    const workspace = await lockWorkspace(tx, syncSubscriptionInput.parse(input));
    if (!workspace) return { kind: 'unknown_customer' };
    if (workspace.stripeCustomerId === null) return withoutCustomer({ ...tx, workspaceId: workspace.id }, workspace);
    const found = await readSubscriptions(tx.stripe, workspace.stripeCustomerId);`, replace: `    const by = syncSubscriptionInput.parse(input);
    const seen = await tx.db.workspace.findFirst({ where: 'workspaceId' in by ? { id: by.workspaceId } : { stripeCustomerId: by.customerId } });
    const found = seen?.stripeCustomerId ? await readSubscriptions(tx.stripe, seen.stripeCustomerId) : null;
    const workspace = await lockWorkspace(tx, by);
    if (!workspace) return { kind: 'unknown_customer' };
    if (workspace.stripeCustomerId === null) return withoutCustomer({ ...tx, workspaceId: workspace.id }, workspace);`, tests: [billing('converging')],
  },
  {
    bug: 'believe what an event says of a subscription', in: { file: 'lib/services/inbound-events/apply-inbound-event.ts' }, find: `if (bringsCard(event.type))`,
    replace: `const told = (event.payload.data as { object?: { object?: string; id?: string; status?: string } } | undefined)?.object;
  if (told?.object === 'subscription') await tx.db.subscription.updateMany({ where: { stripeSubscriptionId: told.id }, data: { status: told.status } });
  if (bringsCard(event.type))`, tests: [billing('converging')],
  },
  { bug: 'charge what was not shown', in: subscriptions('change-subscription'), find: ' || previewHash(computed, fingerprintOf(live)) !== kept.hash', replace: '', tests: [billing('changing')] },
  { bug: 'charge what was shown long ago', in: subscriptions('change-subscription'), find: ' || preview.expiresAt <= tx.now', replace: '', tests: [billing('changing')] },
  { bug: 'ask Stripe anew for what it has done, when our commit failed', in: subscriptions('act-on-intent'), find: 'idempotencyKey: `${intentId}-${step}`', replace: 'idempotencyKey: `${intentId}-${step}-${crypto.randomUUID()}`', tests: [billing('lost-answers')] },
  { bug: 'open a second page when our commit failed', in: subscriptions('open-checkout'), find: 'idempotencyKey: `checkout-${row.id}`', replace: 'idempotencyKey: `checkout-${row.id}-${crypto.randomUUID()}`', tests: [billing('buying')] },
  { bug: 'leave what was asked and never finished as it is', in: subscriptions('finish-intents'), find: `where: { status: 'started', createdAt: { lt: before } }`, replace: `where: { status: 'payment_required', createdAt: { lt: before } }`, tests: [billing('lost-answers')] },
  { bug: 'let two workers send the same mail', in: { file: 'lib/services/emails/send-email.ts' }, find: `AND status = 'queued' FOR UPDATE SKIP LOCKED`, replace: `AND status = 'queued'`, tests: ['test/integration/emails/sending.test.ts'] },
  { bug: 'send a mail that was sent', in: { file: 'lib/services/emails/send-email.ts' }, find: ` AND status = 'queued' FOR UPDATE SKIP LOCKED`, replace: ' FOR UPDATE SKIP LOCKED', tests: ['test/integration/emails/sending.test.ts'] },
  { bug: 'drop the index that makes a fact be told once', in: { migration: '20261121000000_money' }, find: 'CREATE UNIQUE INDEX "emails_recipient_key_key"', replace: 'CREATE INDEX "emails_recipient_key_key"', tests: [billing('trials')] },
  { bug: 'take an offer whatever was taken before', in: subscriptions('accept-retention-offer'), find: `if (!isOpen) throw new AppError('conflict', 'This offer does not hold any more.');`, replace: '', tests: [billing('retention')] },
  { bug: 'make another offer within the year', in: subscriptions('retention-eligibility'), find: 'return accepted === 0 ? facts : null;', replace: 'return facts;', tests: [billing('retention')] },
  { bug: 'remove the card that a subscription lives on', in: { file: 'lib/services/payment-methods/remove-payment-method.ts' }, find: `if (view.keptBecause !== null) throw new AppError('conflict', view.keptBecause);`, replace: '', tests: [billing('payment-methods')] },
  { bug: 'remove the last card because it is nobody’s default', in: { file: 'lib/services/payment-methods/payment-method-views.ts' }, find: `if (methods.length === 1) return 'The subscription is paid with it. To remove it, add another card first.';`, replace: '', tests: [billing('payment-methods')] },
];
