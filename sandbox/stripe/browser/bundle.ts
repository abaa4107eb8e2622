import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const text = (file: string): string => readFileSync(join(import.meta.dirname, `${file}.mjs`), 'utf8');
const imported = (source: string): string[] => [...source.matchAll(/^import .* from '\.\/(.+)\.mjs';$/gm)].map((match) => match[1] ?? '');

function collect(file: string, seen: Set<string>): string[] {
  if (seen.has(file)) return [];
  seen.add(file);
  const source = text(file);
  return [...imported(source).flatMap((other) => collect(other, seen)), source];
}

/** A module of this folder and what it imports as one plain script. Names must be unique among the files, except inside functions. */
export function bundle(file: string): string {
  const parts = collect(file, new Set()).map((source) => source.replace(/^import .*\n/gm, '').replace(/^export /gm, ''));
  return `(() => {\n'use strict';\n${parts.join('\n')}})();\n`;
}
