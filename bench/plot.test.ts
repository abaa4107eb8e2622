import { expect, test } from 'vitest';
import { drawPlot } from './plot';

const plot = (values: number[][]) => drawPlot({ file: 'x.svg', title: 'A < B', along: 'connections', unit: 'ms', curves: values.map((one, i) => ({ name: `curve ${i}`, points: one.map((value, n) => ({ at: 4 ** n, value })) })) });
const numbers = (svg: string, what: RegExp) => [...svg.matchAll(what)].map((found) => Number(found[1]));

test('every point is drawn inside of the picture, the larger value higher', () => {
  const svg = plot([[1, 5, 20]]);
  const [a = 0, b = 0, c = 0] = numbers(svg, /cy="([\d.]+)"/g);
  expect(a > b && b > c).toBe(true);
  for (const y of [a, b, c]) expect(y > 0 && y < 340).toBe(true);
  const [x1 = 0, x2 = 0, x3 = 0] = numbers(svg, /cx="([\d.]+)"/g);
  expect(Math.abs(x3 - x2 - (x2 - x1))).toBeLessThan(0.2);
});

test('names at the ends of curves that meet do not cover each other', () => {
  const ends = numbers(plot([[1, 5], [2, 5], [3, 5.01]]), /y="([\d.]+)" fill="#\w+" font-weight/g).sort((a, b) => a - b);
  expect(ends).toHaveLength(3);
  expect(Math.min(...ends.slice(1).map((at, i) => at - (ends[i] ?? 0)))).toBeGreaterThanOrEqual(14);
});

test('text is escaped, and nothing paints a background', () => {
  const svg = plot([[1, 2]]);
  expect(svg).toContain('A &lt; B');
  expect(svg).not.toContain('<rect');
});
