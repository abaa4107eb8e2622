'use client';

import { useState } from 'react';
import { Bar, CartesianGrid, ComposedChart, LabelList, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';
import { formatMonth } from '@/components/ui/format-time';
import { ChartTooltip } from './chart-tooltip';

/** `expected` is what is still to come of the running month, on top of its value. */
export type ChartMonth = { at: string; value: number; expected: number | null; isComplete: boolean };
export type MonthlyBarsProps = { months: ChartMonth[]; name: string; format: (value: number) => string; formatAxis: (value: number) => string; label: string };

const MonthTooltip = ({ active, payload, name, format }: { active?: boolean; payload?: readonly { payload?: ChartMonth }[]; name: string; format: (value: number) => string }) => {
  const month = payload?.[0]?.payload;
  if (!active || !month) return null;
  const rows = [{ label: month.isComplete ? name : `${name} so far`, value: format(month.value) }];
  if (month.expected !== null) rows.push({ label: 'Projected for the month', value: format(month.value + month.expected) });
  return <ChartTooltip title={`${formatMonth(month.at)}, UTC`} rows={rows} />;
};

const MonthTick = ({ x = 0, y = 0, payload, running, isShort }: { x?: number | string; y?: number | string; payload?: { value: string }; running: string; isShort: boolean }) => {
  const at = payload?.value ?? '';
  const text = formatMonth(at);
  return (
    <text x={x} y={Number(y) + 12} textAnchor="middle" className={at === running ? 'fill-ink text-12 font-medium' : 'fill-muted text-12'}>{isShort ? text.slice(0, 3) : text}</text>
  );
};

const MonthlyBars = ({ months, name, format, formatAxis, label }: MonthlyBarsProps) => {
  const [width, setWidth] = useState(640);
  const room = width / Math.max(1, months.length);
  const running = months.find((month) => !month.isComplete)?.at ?? '';
  return (
    <ResponsiveContainer width="100%" height={260} onResize={setWidth}>
      <ComposedChart data={months} margin={{ top: 20, right: 16, bottom: 0, left: 0 }} accessibilityLayer title={label} barCategoryGap="28%">
        <CartesianGrid vertical={false} stroke="var(--border)" strokeOpacity={0.7} />
        <XAxis dataKey="at" interval={room < 34 ? 1 : 0} tickLine={false} axisLine={{ stroke: 'var(--border-strong)' }} tick={<MonthTick running={running} isShort={room < 76} />} height={24} />
        <YAxis width={52} tickLine={false} axisLine={false} tickFormatter={formatAxis} domain={[0, 'auto']} tick={{ fill: 'var(--text-muted)', fontSize: 12 }} />
        <Tooltip cursor={{ fill: 'var(--surface-sunken)' }} content={<MonthTooltip name={name} format={format} />} isAnimationActive={false} />
        <Bar dataKey="value" stackId="month" fill="var(--chart-1)" radius={[2, 2, 0, 0]} maxBarSize={72} isAnimationActive={false}>
          {room >= 64 && <LabelList dataKey="value" position="insideTop" offset={8} formatter={(value: unknown) => (Number(value) > 0 ? formatAxis(Number(value)) : '')} className="fill-accent-on text-12 font-medium" />}
        </Bar>
        <Bar dataKey="expected" stackId="month" fill="var(--chart-1)" fillOpacity={0.07} stroke="var(--chart-1)" strokeDasharray="3 3" radius={[2, 2, 0, 0]} maxBarSize={72} isAnimationActive={false} />
      </ComposedChart>
    </ResponsiveContainer>
  );
};

export default MonthlyBars;
