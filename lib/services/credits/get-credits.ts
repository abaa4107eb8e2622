import { z } from 'zod';
import type { WorkspaceCtx } from '@/lib/context';
import type { Catalog } from '@/lib/domain/catalog';
import { localize } from '@/lib/domain/locale';
import { formatMoney } from '@/lib/domain/money';
import type { CreditPackView, CreditsView } from '@/lib/domain/views/billing-view';
import { getCurrentUsage } from '@/lib/services/usage/get-current-usage';
import { balanceOf } from './balance-of';

export const getCreditsInput = z.strictObject({});

const newest = 50;

/** What a workspace has in credit packs, how it came to that, what its plan gives beside them, and what can be bought. */
export const getCredits = async (ctx: WorkspaceCtx, _input: z.input<typeof getCreditsInput> = {}): Promise<CreditsView> => {
  const { workspaceId, catalog } = ctx;
  const grants = await ctx.db.creditGrant.findMany({ where: { workspaceId }, orderBy: [{ createdAt: 'desc' }, { id: 'desc' }], take: 100 });
  const meter = packMeter(catalog) ?? grants[0]?.meter ?? null;
  const own = grants.filter((grant) => grant.meter === meter);
  const entries = await ctx.db.creditEntry.findMany({ where: { grant: { workspaceId, ...(meter !== null && { meter }) } }, orderBy: [{ at: 'desc' }, { id: 'desc' }], take: newest });
  return {
    meter: meter === null ? null : meterView(ctx, meter),
    balance: meter === null ? 0 : await balanceOf(ctx, workspaceId, meter),
    plan: meter === null ? null : await planShare(ctx, meter),
    grants: own.map(({ id, source, units, remaining, expiresAt, createdAt }) => ({
      id, source: source as CreditsView['grants'][number]['source'], units: Number(units), remaining: Number(remaining), expiresAt: expiresAt?.toISOString() ?? null, createdAt: createdAt.toISOString(),
    })),
    entries: entries.map(({ id, kind, units, reason, at }) => ({ id, kind, units: Number(units), reason, at: at.toISOString() })),
    packs: packViews(ctx),
    asOf: ctx.now.toISOString(),
  };
};

/** The meter whose packs are sold; the first one's, should a catalogue sell packs of several. */
const packMeter = (catalog: Catalog): string | null => Object.values(catalog.creditPacks ?? {})[0]?.meter ?? null;

const meterView = ({ catalog, locale }: WorkspaceCtx, id: string): CreditsView['meter'] => {
  const meter = catalog.meters[id];
  const say = (text: { en: string } | undefined) => (text ? localize(text, locale) : id);
  return { id, name: say(meter?.name), unit: { one: say(meter?.unit.one), many: say(meter?.unit.many) } };
};

const planShare = async (ctx: WorkspaceCtx, meter: string): Promise<CreditsView['plan']> => {
  const usage = await getCurrentUsage(ctx, {});
  const limit = usage.meters.find((one) => one.meter === meter)?.limits.find((one) => one.window === 'billing_period');
  return limit ? { name: usage.plan.name, limit: limit.limit, used: limit.used, remaining: limit.remaining, resetsAt: limit.resetsAt } : null;
};

const packViews = ({ catalog, locale }: WorkspaceCtx): CreditPackView[] =>
  Object.entries(catalog.creditPacks ?? {}).flatMap(([id, pack]) => {
    const { currency } = catalog;
    const amountMinor = pack.prices[currency];
    return amountMinor === undefined ? [] : [{ id, name: localize(pack.name, locale), units: pack.units, amountMinor, currency, formatted: formatMoney(amountMinor, currency, locale) }];
  });
