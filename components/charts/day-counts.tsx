'use client';

import { useState } from 'react';
import { Bar, BarChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';
import { formatCompact, formatCount } from '@/components/ui/format-count';
import { formatDate } from '@/components/ui/format-time';
import { DayTick, tickDays } from './chart-axis';
import { ChartTooltip } from './chart-tooltip';

export type DayCount = { at: string; count: number; isToday: boolean };
type DayCountsProps = { days: DayCount[]; what: string; today: string; label: string };

const CountTooltip = ({ active, payload, what }: { active?: boolean; payload?: readonly { payload?: DayCount }[]; what: string }) => {
  const day = payload?.[0]?.payload;
  return active && day ? <ChartTooltip title={`${formatDate(day.at)}, UTC`} rows={[{ label: what, value: formatCount(day.count) }]} /> : null;
};

/** How many of something each day. */
const DayCounts = ({ days, what, today, label }: DayCountsProps) => {
  const [width, setWidth] = useState(640);
  return (
    <ResponsiveContainer width="100%" height={260} onResize={setWidth}>
      <BarChart data={days} margin={{ top: 20, right: 16, bottom: 0, left: 0 }} accessibilityLayer title={label} barCategoryGap="18%">
        <CartesianGrid vertical={false} stroke="var(--border)" strokeOpacity={0.7} />
        <XAxis dataKey="at" ticks={tickDays(days, Math.max(2, Math.floor(width / 84)))} interval={0} tickLine={false} axisLine={{ stroke: 'var(--border-strong)' }} tick={<DayTick today={today} />} height={24} />
        <YAxis width={40} tickLine={false} axisLine={false} tickFormatter={formatCompact} allowDecimals={false} domain={[0, 'auto']} tick={{ fill: 'var(--text-muted)', fontSize: 12 }} />
        <Tooltip cursor={{ fill: 'var(--surface-sunken)' }} content={<CountTooltip what={what} />} isAnimationActive={false} />
        <Bar dataKey="count" fill="var(--chart-2)" radius={[2, 2, 0, 0]} maxBarSize={32} isAnimationActive={false} />
      </BarChart>
    </ResponsiveContainer>
  );
};

export default DayCounts;
