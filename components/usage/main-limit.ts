import type { Window } from '@/lib/domain/catalog';
import type { LimitView, MeterView, UsageCurrent } from '@/lib/domain/views/usage-view';

/** The meter that stands for the plan. A catalogue always has one. */
export const mainMeter = (usage: UsageCurrent): MeterView | undefined => usage.meters.find((meter) => meter.isMain) ?? usage.meters[0];

const lengthOrder: Window[] = ['billing_period', 'month', 'day', 'minute'];

/** Longest window first: the order in which limits matter to people. */
const byLength = (a: { window: Window }, b: { window: Window }): number => lengthOrder.indexOf(a.window) - lengthOrder.indexOf(b.window);

/** Meters in the order given, each with its longest window first. */
export const byMeter = <L extends { meter: string; window: Window }>(limits: L[]): L[] => {
  const meters = [...new Set(limits.map((limit) => limit.meter))];
  return [...limits].sort((a, b) => meters.indexOf(a.meter) - meters.indexOf(b.meter) || byLength(a, b));
};

/** The limit people plan by: the one over the longest window. */
export const mainLimit = (meter: MeterView): LimitView | undefined => [...meter.limits].sort(byLength)[0];

export const windowNoun: Record<Window, string> = { minute: 'minute', day: 'day', month: 'month', billing_period: 'billing period' };

/** `a month`, `a minute`. */
export const perWindow = (window: Window): string => `a ${windowNoun[window]}`;

/** `this month`, for the window that is running. */
export const thisWindow = (window: Window): string => `this ${windowNoun[window]}`;
