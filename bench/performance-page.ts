import { mkdirSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { generator } from './measure';
import { drawPlot } from './plot';
import type { Found, Part, Row } from './row';

const docs = path.resolve(import.meta.dirname, '../docs');

const tableOf = (rows: Row[]): string => ['| | measured | wanted |', '|---|---|---|', ...rows.map((row) => `| ${row.what} | ${row.holds ? '' : '**'}${row.figure}${row.holds ? '' : '** (missed)'} | ${row.wanted ?? ''} |`)].join('\n');

const machine = (): string => `${os.cpus().length} cores (${os.cpus()[0]?.model.trim() ?? 'unknown'}), Node ${process.versions.node}, the PostgreSQL that \`npm start\` brings, calls made by ${generator} on the same machine`;

/** Writes docs/performance.md and its plots from one run of the bench. */
export const writePerformancePage = (parts: { part: Part; found: Found }[]): void => {
  mkdirSync(path.join(docs, 'performance'), { recursive: true });
  const sections = parts.map(({ part, found }) => {
    const plots = (found.plots ?? []).map((plot) => {
      writeFileSync(path.join(docs, 'performance', plot.file), drawPlot(plot));
      return `![${plot.title}](performance/${plot.file})`;
    });
    return [`## ${part.about.charAt(0).toUpperCase()}${part.about.slice(1)}`, '', `\`npm run bench -- ${part.name}\``, '', tableOf(found.rows), ...(plots.length > 0 ? ['', ...plots] : [])].join('\n');
  });
  writeFileSync(path.join(docs, 'performance.md'), `# Performance

Written by \`npm run bench\`, all in one run: ${machine()}.

The load, the gateway and PostgreSQL share those cores, so a figure says little about another machine; a ratio of two that were measured in turn says much. Every counted call was committed to disk before
its answer (\`fsync\` and \`synchronous_commit\` on), and every bench fails when a single call does.

${sections.join('\n\n')}
`);
};
