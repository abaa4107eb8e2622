'use client';

import { useState } from 'react';
import { Bar, CartesianGrid, ComposedChart, ReferenceLine, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';
import { formatAmount, formatAxis, formatCount, formatUnits, type Unit } from '@/components/ui/format-count';
import { formatDate } from '@/components/ui/format-time';
import { DayTick, tickDays } from './chart-axis';
import { ChartTooltip } from './chart-tooltip';
import type { ChartDay } from './usage-series';

export type DailyBarsProps = { days: ChartDay[]; unit: Unit; evenPerDay: number | null; today: string; label: string };

const DayTooltip = ({ active, payload, unit }: { active?: boolean; payload?: readonly { payload?: ChartDay }[]; unit: DailyBarsProps['unit'] }) => {
  const day = payload?.[0]?.payload;
  if (!active || !day) return null;
  const rows = day.units === null
    ? [{ label: 'Expected at this pace', value: formatUnits(day.expected ?? 0, unit) }]
    : [{ label: 'Used', value: formatUnits(day.units, unit) }, { label: 'Refused calls', value: formatCount(day.refused) }];
  return <ChartTooltip title={`${formatDate(day.at)}, UTC${day.isToday ? ', so far' : ''}`} rows={rows} />;
};

const DailyBars = ({ days, unit, evenPerDay, today, label }: DailyBarsProps) => {
  const [width, setWidth] = useState(640);
  const isNarrow = width < 480;
  const highest = Math.max(1, ...days.map((day) => Math.max(day.units ?? 0, day.expected ?? 0)));
  const isPaceInSight = evenPerDay !== null && evenPerDay <= highest * 3;
  return (
    <ResponsiveContainer width="100%" height={260} onResize={setWidth}>
      <ComposedChart data={days} margin={{ top: 20, right: 16, bottom: 0, left: 0 }} accessibilityLayer title={label} barCategoryGap="18%">
        <CartesianGrid vertical={false} stroke="var(--border)" strokeOpacity={0.7} />
        <XAxis dataKey="at" ticks={tickDays(days, Math.max(2, Math.floor(width / 84)))} interval={0} tickLine={false} axisLine={{ stroke: 'var(--border-strong)' }} tick={<DayTick today={today} />} height={24} />
        <YAxis width={unit.isMoney ? 52 : 40} tickLine={false} axisLine={false} tickFormatter={(value: number) => formatAxis(value, unit)} allowDecimals={false} domain={[0, 'auto']} tick={{ fill: 'var(--text-muted)', fontSize: 12 }} />
        <Tooltip cursor={{ fill: 'var(--surface-sunken)' }} content={<DayTooltip unit={unit} />} isAnimationActive={false} />
        <Bar dataKey="units" stackId="day" fill="var(--chart-1)" radius={[2, 2, 0, 0]} maxBarSize={32} isAnimationActive={false} />
        <Bar dataKey="expected" stackId="day" fill="var(--chart-1)" fillOpacity={isNarrow ? 0.25 : 0.07} stroke={isNarrow ? 'none' : 'var(--chart-1)'} strokeDasharray="3 3" radius={[2, 2, 0, 0]} maxBarSize={32} isAnimationActive={false} />
        {isPaceInSight && (
          <ReferenceLine
            y={evenPerDay} stroke="var(--chart-2)" strokeWidth={1.5} strokeDasharray="6 4" ifOverflow="extendDomain"
            label={{ value: `Limit’s pace: ${formatAmount(Math.floor(evenPerDay), unit)} a day`, position: 'insideTopLeft', dy: -18, fill: 'var(--text)', fontSize: 12 }}
          />
        )}
      </ComposedChart>
    </ResponsiveContainer>
  );
};

export default DailyBars;
