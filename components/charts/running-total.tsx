'use client';

import { useState } from 'react';
import { Area, CartesianGrid, ComposedChart, Line, ReferenceLine, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';
import { formatAmount, formatAxis, formatUnits, type Unit } from '@/components/ui/format-count';
import { formatDate } from '@/components/ui/format-time';
import { DayTick, tickDays } from './chart-axis';
import { ChartTooltip } from './chart-tooltip';
import type { ChartDay } from './usage-series';

export type RunningTotalProps = { days: ChartDay[]; unit: Unit; limit: number | null; today: string; label: string };

const TotalTooltip = ({ active, payload, unit }: { active?: boolean; payload?: readonly { payload?: ChartDay }[]; unit: RunningTotalProps['unit'] }) => {
  const day = payload?.[0]?.payload;
  if (!active || !day) return null;
  const row = day.total === null
    ? { label: 'Expected by then', value: formatUnits(day.expectedTotal ?? 0, unit) }
    : { label: 'Used until then', value: formatUnits(day.total, unit) };
  return <ChartTooltip title={`${formatDate(day.at)}, UTC`} rows={[row]} />;
};

const RunningTotal = ({ days, unit, limit, today, label }: RunningTotalProps) => {
  const [width, setWidth] = useState(640);
  return (
    <ResponsiveContainer width="100%" height={260} onResize={setWidth}>
      <ComposedChart data={days} margin={{ top: 20, right: 16, bottom: 0, left: 0 }} accessibilityLayer title={label}>
        <CartesianGrid vertical={false} stroke="var(--border)" strokeOpacity={0.7} />
        <XAxis dataKey="at" ticks={tickDays(days, Math.max(2, Math.floor(width / 84)))} interval={0} tickLine={false} axisLine={{ stroke: 'var(--border-strong)' }} tick={<DayTick today={today} />} height={24} />
        <YAxis width={unit.isMoney ? 52 : 40} tickLine={false} axisLine={false} tickFormatter={(value: number) => formatAxis(value, unit)} allowDecimals={false} domain={[0, 'auto']} tick={{ fill: 'var(--text-muted)', fontSize: 12 }} />
        <Tooltip cursor={{ stroke: 'var(--border-strong)' }} content={<TotalTooltip unit={unit} />} isAnimationActive={false} />
        <Area dataKey="total" type="linear" stroke="var(--chart-1)" strokeWidth={2} fill="var(--chart-1)" fillOpacity={0.1} isAnimationActive={false} />
        <Line dataKey="expectedTotal" type="linear" stroke="var(--chart-1)" strokeWidth={2} strokeDasharray="4 4" dot={false} isAnimationActive={false} />
        {limit !== null && (
          <ReferenceLine y={limit} stroke="var(--danger)" strokeWidth={1.5} ifOverflow="extendDomain" label={{ value: `Limit: ${formatAmount(limit, unit)}`, position: 'insideTopLeft', dy: -18, fill: 'var(--text)', fontSize: 12 }} />
        )}
      </ComposedChart>
    </ResponsiveContainer>
  );
};

export default RunningTotal;
