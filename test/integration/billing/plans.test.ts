import { expect, test } from 'vitest';
import type { Plan } from '@/lib/domain/catalog';
import { calculateProration, calculateProrationInput } from '@/lib/services/billing/calculate-proration';
import { currentPlanVersion } from '@/lib/services/catalog/current-plan-version';
import { writeCatalog } from '@/lib/services/catalog/write-catalog';
import { getPlan } from '@/lib/services/plans/get-plan';
import { listPlans } from '@/lib/services/plans/list-plans';
import { syncSubscription } from '@/lib/services/subscriptions/sync-subscription';
import { openShop } from './shop';

const shop = openShop();
const now = new Date('2026-11-01T00:00:00Z');

const ctxWith = (id: string, plans: Record<string, Plan>, workspaceId?: string) => {
  const base = shop.it.ctx(workspaceId === undefined ? {} : { workspaceId });
  return { ...base, catalog: { ...base.catalog, id, plans } };
};
const plansOf = (): Record<string, Plan> => ({ ...shop.it.ctx().catalog.plans });

test('a visitor sees the plans on offer, cheapest first, with prices in words, and none is theirs', async () => {
  const { plans, currency, hasSubscription } = await listPlans(shop.it.ctx());
  expect(plans.map((plan) => [plan.id, plan.isFree, plan.isCustom, plan.isCurrent, plan.change, plan.prices.map((price) => price.formatted)])).toEqual([
    ['free', true, false, false, null, ['$0.00', '$0.00']],
    ['starter', false, false, false, null, ['$19.00', '$190.00']],
    ['pro', false, false, false, null, ['$49.00', '$490.00']],
    ['business', false, false, false, null, ['$59.00', '$590.00']],
    ['enterprise', false, true, false, null, []],
  ]);
  expect([currency, hasSubscription]).toEqual(['usd', false]);
});

test('the plans speak the viewer’s language', async () => {
  const { plans } = await listPlans(shop.it.ctx({ locale: 'fr' }));
  expect(plans[0]).toMatchObject({ name: 'Gratuit', limits: [{ window: 'minute' }, { window: 'month', unit: { many: 'appels' }, limit: 1_000 }, { window: 'billing_period' }] });
});

test('a member sees which plan is theirs and what each other one means', async () => {
  const workspace = await shop.it.workspace();
  const { plans, hasSubscription } = await listPlans(shop.it.member(workspace));
  expect(plans.map((plan) => [plan.id, plan.isCurrent, plan.change])).toEqual([['free', true, null], ['starter', false, 'upgrade'], ['pro', false, 'upgrade'], ['business', false, 'upgrade'], ['enterprise', false, 'upgrade']]);
  expect(hasSubscription).toBe(false);
});

test('a subscriber sees how often theirs is billed, and what is cheaper as a downgrade', async () => {
  const workspace = await shop.it.workspace();
  await shop.it.pay((await shop.it.buy(workspace)).sessionId);
  await syncSubscription(shop.it.ctx(), { workspaceId: workspace.id });
  const { plans, hasSubscription } = await listPlans(shop.it.member(workspace));
  expect(plans.map((plan) => [plan.id, plan.currentInterval, plan.change])).toEqual([['free', null, 'downgrade'], ['starter', 'month', null], ['pro', null, 'upgrade'], ['business', null, 'upgrade'], ['enterprise', null, 'upgrade']]);
  expect(hasSubscription).toBe(true);
});

test('a subscriber of earlier terms sees those as their plan, everybody else the new ones', async () => {
  await writeCatalog(ctxWith('terms', plansOf()));
  const old = await currentPlanVersion(ctxWith('terms', plansOf()), 'pro');
  const workspace = await shop.it.workspace();
  await shop.it.database.db.workspace.update({ where: { id: workspace.id }, data: { planVersionId: old.id } });
  const dearer = { ...plansOf(), pro: { ...(plansOf()['pro'] as Plan), seats: 5, prices: { usd: { month: 5_900 } } } };
  await writeCatalog(ctxWith('terms', dearer));
  expect(await getPlan(ctxWith('terms', dearer, workspace.id), { id: 'pro' })).toMatchObject({ isCurrent: true, seats: 10, prices: [{ amountMinor: 4_900 }, { amountMinor: 49_000 }] });
  expect(await getPlan(ctxWith('terms', dearer), { id: 'pro' })).toMatchObject({ isCurrent: false, seats: 5, prices: [{ amountMinor: 5_900 }] });
});

test('a hidden plan is there for those who have it and for nobody else', async () => {
  const hidden = { ...plansOf(), pro: { ...(plansOf()['pro'] as Plan), hidden: true } };
  await writeCatalog(ctxWith('hiding', hidden));
  const workspace = await shop.it.workspace();
  await expect(getPlan(ctxWith('hiding', hidden, workspace.id), { id: 'pro' })).rejects.toMatchObject({ code: 'not_found' });
  const version = await currentPlanVersion(ctxWith('hiding', hidden), 'pro');
  await shop.it.database.db.workspace.update({ where: { id: workspace.id }, data: { planVersionId: version.id } });
  expect(await getPlan(ctxWith('hiding', hidden, workspace.id), { id: 'pro' })).toMatchObject({ isCurrent: true });
});

test('a plan that was withdrawn is still shown to those who have it', async () => {
  await writeCatalog(ctxWith('withdrawn', plansOf()));
  const version = await currentPlanVersion(ctxWith('withdrawn', plansOf()), 'pro');
  const workspace = await shop.it.workspace();
  await shop.it.database.db.workspace.update({ where: { id: workspace.id }, data: { planVersionId: version.id } });
  const left = Object.fromEntries(Object.entries(plansOf()).filter(([id]) => id !== 'pro'));
  const { plans } = await listPlans(ctxWith('withdrawn', left, workspace.id));
  expect(plans.map((plan) => [plan.id, plan.isCurrent, plan.change])).toEqual([['pro', true, null], ['free', false, 'switch'], ['starter', false, 'switch'], ['business', false, 'switch'], ['enterprise', false, 'switch']]);
});

const prorate = (input: object, catalog = 'forensics') => calculateProration(shop.it.ctx({ now, catalog }), calculateProrationInput.parse(input));
const change = { currentPlan: 'starter', targetPlan: 'pro', interval: 'month' };

test('starter to pro with 15 of 30 days left: credit 14.50, charge 24.50, due 10.00', async () => {
  const dates = { periodStart: '2026-11-01T00:00:00Z', periodEnd: '2026-12-01T00:00:00Z', at: '2026-11-16T00:00:00Z' };
  expect(await prorate({ ...change, ...dates })).toEqual({ creditMinor: 1_450, chargeMinor: 2_450, dueMinor: 1_000, daysRemaining: 15, currency: 'usd' });
});

test('without dates a whole period of 30 days, or 365, is left', async () => {
  expect(await prorate(change)).toMatchObject({ creditMinor: 2_900, chargeMinor: 4_900, dueMinor: 2_000, daysRemaining: 30 });
  expect(await prorate({ ...change, interval: 'year' })).toMatchObject({ creditMinor: 29_000, dueMinor: 20_000, daysRemaining: 365 });
});

test('a free plan has nothing to give back and nothing to charge', async () => {
  expect(await prorate({ ...change, currentPlan: 'community' })).toMatchObject({ creditMinor: 0, dueMinor: 4_900 });
  expect(await prorate({ ...change, targetPlan: 'community' })).toMatchObject({ chargeMinor: 0, dueMinor: -2_900 });
});

test.each([
  ['an unknown plan', { targetPlan: 'nope' }, '/targetPlan'],
  ['a name that every object has', { currentPlan: '__proto__' }, '/currentPlan'],
  ['a time after the period', { at: '2027-01-01T00:00:00Z', periodStart: '2026-11-01T00:00:00Z' }, '/at'],
  ['a period that ended', { periodStart: '2026-01-01T00:00:00Z' }, '/at'],
  ['a period that ends before it starts', { periodStart: '2026-11-02T00:00:00Z', periodEnd: '2026-11-01T00:00:00Z' }, '/periodEnd'],
])('a proration for %s is refused, naming the field', async (_, given, pointer) => {
  await expect(async () => prorate({ ...change, ...given })).rejects.toMatchObject({ code: 'invalid_input', details: { errors: [{ pointer }] } });
});

test('a plan sold by talking has no price to prorate', async () => {
  await expect(async () => prorate({ ...change, targetPlan: 'enterprise' }, 'default')).rejects.toMatchObject({ details: { errors: [{ pointer: '/targetPlan' }] } });
});
