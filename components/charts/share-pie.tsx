export type Slice = { key: string; name: string; value: number; share: number };

const radius = 42;
const hole = 27;
const center = 50;

const point = (turn: number, at: number): string => `${(center + at * Math.sin(turn * 2 * Math.PI)).toFixed(3)} ${(center - at * Math.cos(turn * 2 * Math.PI)).toFixed(3)}`;

/** A ring's piece from one part of a turn to another. A whole turn is drawn as two halves, since an arc cannot end where it begins. */
const piece = (from: number, to: number): string => {
  if (to - from > 0.9999) return `${piece(0, 0.5)} ${piece(0.5, 0.9998)}`;
  const isLarge = to - from > 0.5 ? 1 : 0;
  return `M ${point(from, radius)} A ${radius} ${radius} 0 ${isLarge} 1 ${point(to, radius)} L ${point(to, hole)} A ${hole} ${hole} 0 ${isLarge} 0 ${point(from, hole)} Z`;
};

/** Colours in the palette's order; what comes after the fifth shares the last one, as "others" do. */
export const sliceColours = ['fill-chart-1', 'fill-chart-2', 'fill-chart-3', 'fill-chart-4', 'fill-chart-5', 'fill-chart-6'] as const;
export const colourOf = (index: number): string => sliceColours[Math.min(index, sliceColours.length - 1)] ?? 'fill-chart-6';

/** Each slice with the parts of a turn where it begins and ends. */
const placed = (slices: Slice[]) => slices.map((slice, i) => {
  const from = slices.slice(0, i).reduce((sum, before) => sum + before.share, 0);
  return { ...slice, from, to: from + slice.share };
});

/** A pie with its total in the middle. Beside it stands who is what, so the colours are never the only sign. */
export const SharePie = ({ slices, total, noun }: { slices: Slice[]; total: string; noun: string }) => (
  <svg viewBox="0 0 100 100" role="img" aria-label={`${noun}: ${slices.map((slice) => `${slice.name} ${Math.round(slice.share * 100)} percent`).join(', ')}`} className="size-44 shrink-0">
    {slices.length === 0 && <circle cx={center} cy={center} r={(radius + hole) / 2} strokeWidth={radius - hole} className="fill-none stroke-line" />}
    {placed(slices).map((slice, i) => <path key={slice.key} data-mark d={piece(slice.from, slice.to)} strokeWidth={1} className={`${colourOf(i)} stroke-raised`} />)}
    <text x={center} y={center - 1} textAnchor="middle" fontSize={total.length > 9 ? 7.5 : 10} className="fill-ink font-semibold">{total}</text>
    <text x={center} y={center + 8} textAnchor="middle" fontSize={5.5} className="fill-muted">{noun}</text>
  </svg>
);
