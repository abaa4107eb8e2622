import { formatDay } from '@/components/ui/format-time';

type TickProps = { x?: number | string; y?: number | string; payload?: { value: string }; today: string };

/** A date under the chart; today says so. */
export const DayTick = ({ x = 0, y = 0, payload, today }: TickProps) => {
  const at = payload?.value ?? '';
  const isToday = at.slice(0, 10) === today;
  return (
    <text x={x} y={Number(y) + 12} textAnchor="middle" className={isToday ? 'fill-ink text-12 font-medium' : 'fill-muted text-12'}>
      {isToday ? 'Today' : formatDay(at)}
    </text>
  );
};

/** At most `most` dates, evenly apart, with today always among them. */
export const tickDays = (days: { at: string; isToday: boolean }[], most: number): string[] => {
  const step = Math.max(1, Math.ceil(days.length / most));
  const today = days.findIndex((day) => day.isToday);
  const offset = today === -1 ? 0 : today % step;
  return days.filter((_, i) => i % step === offset).map((day) => day.at);
};
