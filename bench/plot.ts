import type { Plot } from './row';

const [width, height] = [720, 340];
const margin = { left: 64, right: 170, top: 44, bottom: 48 };
/** Told apart also by their markers and by the names at their ends; legible on white and on black. */
const colours = ['#2f80ed', '#d9822b', '#27a567', '#a05bd6'];
const grey = '#808895';

const escape = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
const short = (value: number): string => (value >= 1e6 ? `${+(value / 1e6).toFixed(1)} M` : value >= 1e3 ? `${+(value / 1e3).toFixed(1)} k` : value >= 100 ? String(Math.round(value)) : String(+value.toFixed(value < 10 ? 2 : 1)));

/** Round steps from zero to at least `most`. */
const ticksUpTo = (most: number): number[] => {
  const rough = Math.max(most, 1e-9) / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 2.5, 5, 10].find((factor) => factor * power >= rough) ?? 10) * power;
  return Array.from({ length: Math.ceil(most / step) + 1 }, (_, i) => i * step);
};

/** A plot as SVG: places along a logarithmic axis, values from zero. Without a background, for light and dark pages alike. */
export const drawPlot = ({ title, along, unit, curves }: Plot): string => {
  const places = [...new Set(curves.flatMap((curve) => curve.points.map((point) => point.at)))].sort((a, b) => a - b);
  const ticks = ticksUpTo(Math.max(...curves.flatMap((curve) => curve.points.map((point) => point.value))));
  const [first, last, top] = [Math.log(places[0] ?? 1), Math.log(places.at(-1) ?? 10), ticks.at(-1) ?? 1];
  const x = (at: number) => margin.left + ((Math.log(at) - first) / (last - first || 1)) * (width - margin.left - margin.right);
  const y = (value: number) => height - margin.bottom - (value / top) * (height - margin.top - margin.bottom);
  const text = (at: [number, number], what: string, more = '') => `<text x="${at[0].toFixed(1)}" y="${at[1].toFixed(1)}" ${more}>${escape(what)}</text>`;
  const grid = ticks.map((tick) => `<line x1="${margin.left}" x2="${width - margin.right}" y1="${y(tick).toFixed(1)}" y2="${y(tick).toFixed(1)}" stroke="${grey}" stroke-opacity="${tick === 0 ? 0.9 : 0.25}"/>${text([margin.left - 8, y(tick) + 4], short(tick), `text-anchor="end"`)}`);
  const axis = places.map((at) => text([x(at), height - margin.bottom + 18], short(at), 'text-anchor="middle"'));
  const ends = spread(curves.map((curve) => y(curve.points.at(-1)?.value ?? 0)));
  const lines = curves.map((curve, i) => {
    const colour = colours[i % colours.length] ?? grey;
    const marks = curve.points.map((point) => `<circle cx="${x(point.at).toFixed(1)}" cy="${y(point.value).toFixed(1)}" r="3.5" fill="${colour}"><title>${escape(`${curve.name}, ${short(point.at)} ${along}: ${short(point.value)} ${unit}`)}</title></circle>`);
    const path = curve.points.map((point, n) => `${n === 0 ? 'M' : 'L'}${x(point.at).toFixed(1)} ${y(point.value).toFixed(1)}`).join(' ');
    return `<path d="${path}" fill="none" stroke="${colour}" stroke-width="2" stroke-linejoin="round"${i % 2 === 1 ? ' stroke-dasharray="6 4"' : ''}/>${marks.join('')}${text([width - margin.right + 12, (ends[i] ?? 0) + 4], curve.name, `fill="${colour}" font-weight="600"`)}`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escape(title)}" font-family="system-ui, -apple-system, 'Segoe UI', sans-serif" font-size="12" fill="${grey}">
<title>${escape(title)}</title>
${text([margin.left - 48, 22], title, 'font-size="14" font-weight="600"')}
${text([(margin.left + width - margin.right) / 2, height - 8], along, 'text-anchor="middle"')}
${[...grid, ...axis, ...lines].join('\n')}
</svg>
`;
};

/** Moves names at the ends of lines apart where they would cover each other. */
const spread = (wanted: number[]): number[] => {
  const order = wanted.map((at, i) => ({ at, i })).sort((a, b) => a.at - b.at);
  order.forEach((one, n) => (one.at = Math.max(one.at, (order[n - 1]?.at ?? -Infinity) + 15)));
  return wanted.map((_, i) => order.find((one) => one.i === i)?.at ?? 0);
};
