import { z } from 'zod';
import type { WorkspaceCtx } from '@/lib/context';
import type { Catalog } from '@/lib/domain/catalog';
import { localize } from '@/lib/domain/locale';
import { formatMoney } from '@/lib/domain/money';
import type { CreditPackView, CreditsView, GrantSource } from '@/lib/domain/views/billing-view';
import { getCurrentUsage } from '@/lib/services/usage/get-current-usage';
import { balanceOf } from './balance-of';

export const getCreditsInput = z.strictObject({});

const newest = 50;

/** From how many days before its end a grant's units are said to expire soon. A plan's end with their period, which is no surprise. */
const soonDays = 7;

/** What a workspace's grants hold, in the order in which they are spent, how it came to that, and what can be bought. */
export const getCredits = async (ctx: WorkspaceCtx, _input: z.input<typeof getCreditsInput> = {}): Promise<CreditsView> => {
  const { workspaceId, catalog } = ctx;
  const meter = packMeter(catalog) ?? (await ctx.db.creditGrant.findFirst({ where: { workspaceId }, orderBy: { createdAt: 'desc' }, select: { meter: true } }))?.meter ?? null;
  return {
    meter: meter === null ? null : meterView(ctx, meter),
    balance: meter === null ? 0 : await balanceOf(ctx, workspaceId, meter),
    plan: meter === null ? null : await planShare(ctx, meter),
    grants: meter === null ? [] : await grantViews(ctx, meter),
    entries: meter === null ? [] : await entryViews(ctx, meter),
    packs: packViews(ctx),
    asOf: ctx.now.toISOString(),
  };
};

const grantViews = async (ctx: WorkspaceCtx, meter: string): Promise<CreditsView['grants']> => {
  const grants = await ctx.db.creditGrant.findMany({
    where: { workspaceId: ctx.workspaceId, meter, AND: [{ OR: [{ expiresAt: null }, { expiresAt: { gt: ctx.now } }] }, { OR: [{ startsAt: null }, { startsAt: { lte: ctx.now } }] }] },
    orderBy: [{ expiresAt: { sort: 'asc', nulls: 'last' } }, { priority: 'asc' }, { createdAt: 'asc' }, { id: 'asc' }], take: 100,
  });
  const soon = ctx.now.getTime() + soonDays * 86_400_000;
  return grants.map(({ id, source, units, remaining, expiresAt, createdAt }) => ({
    id, source: source as GrantSource, units: Number(units), remaining: Number(remaining), expiresAt: expiresAt?.toISOString() ?? null, createdAt: createdAt.toISOString(),
    expiresSoon: source !== 'plan' && remaining > 0n && expiresAt !== null && expiresAt.getTime() <= soon,
  }));
};

type EntryRow = { id: string; grantId: string; source: GrantSource; kind: string; units: bigint; reason: string; at: Date };

const entryViews = async (ctx: WorkspaceCtx, meter: string): Promise<CreditsView['entries']> => {
  const rows = await ctx.db.$queryRaw<EntryRow[]>`
    SELECT e.id, g.id AS "grantId", g.source, e.kind, e.units, e.reason, e.at
    FROM (SELECT x.id, x.source FROM credit_grants x WHERE x.workspace_id = ${ctx.workspaceId} AND x.meter = ${meter} ORDER BY x.created_at DESC, x.id DESC LIMIT 200) g
    CROSS JOIN LATERAL (SELECT * FROM credit_entries c WHERE c.grant_id = g.id ORDER BY c.at DESC LIMIT ${newest}::int) e
    ORDER BY e.at DESC, e.id DESC LIMIT ${newest}::int`;
  return rows.map(({ units, at, ...row }) => ({ ...row, units: Number(units), decisionId: row.kind === 'spent' || row.kind === 'returned' ? row.reason : null, at: at.toISOString() }));
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
