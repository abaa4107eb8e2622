import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { generator } from './measure';
import { drawPlot } from './plot';
import type { Found, Part, Row } from './row';

const docs = path.resolve(import.meta.dirname, '../docs');

const tableOf = (rows: Row[]): string => ['| | measured | wanted |', '|---|---|---|', ...rows.map((row) => `| ${row.what} | ${row.holds ? '' : '**'}${row.figure}${row.holds ? '' : '** (missed)'} | ${row.wanted ?? ''} |`)].join('\n');

const machine = (): string => `${os.cpus().length} cores (${os.cpus()[0]?.model.trim() ?? 'unknown'}), Node ${process.versions.node}, the PostgreSQL that \`npm start\` brings, calls made by ${generator} on the same machine`;

const page = path.join(docs, 'performance.md');
const headingOf = ({ about }: Part): string => `## ${about.charAt(0).toUpperCase()}${about.slice(1)}\n`;

/** The page's sections as they are, each with its heading. */
const sectionsBefore = (): string[] => (existsSync(page) ? readFileSync(page, 'utf8').split(/^(?=## )/m).slice(1) : []);

const sectionOf = (part: Part, found: Found): string => {
  const plots = (found.plots ?? []).map((plot) => {
    writeFileSync(path.join(docs, 'performance', plot.file), drawPlot(plot));
    return `![${plot.title}](performance/${plot.file})`;
  });
  return [headingOf(part), `\`npm run bench -- ${part.name}\`, ${new Date().toISOString().slice(0, 10)}`, '', tableOf(found.rows), ...(plots.length > 0 ? ['', ...plots] : []), ''].join('\n');
};

/** Writes what was measured into docs/performance.md, with its plots: a section for each part. Parts that were not run keep theirs. */
export const writePerformancePage = (all: Part[], measured: { part: Part; found: Found }[]): void => {
  mkdirSync(path.join(docs, 'performance'), { recursive: true });
  const before = sectionsBefore();
  const sections = all.flatMap((part) => {
    const now = measured.find((one) => one.part === part);
    return now ? [sectionOf(part, now.found)] : before.filter((section) => section.startsWith(headingOf(part)));
  });
  writeFileSync(page, `# Performance

Written by \`npm run bench\`: ${machine()}. What a section compares was measured in turn in one run.

The load, the gateway and PostgreSQL share those cores, so a figure says little about another machine; a ratio of two that were measured in turn says much. Every counted call was committed to disk before
its answer (\`fsync\` and \`synchronous_commit\` on), and every bench fails when a single call does.

${sections.map((section) => section.trimEnd()).join('\n\n')}
`);
};
