import { cpSync, linkSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
const left = new Set(['node_modules', '.next', '.git', '.data', 'test-results']);

/** Node's packages by hard links: a copy that costs no space and that a bundler takes for its own. */
const linkTree = (from: string, to: string): void => {
  mkdirSync(to, { recursive: true });
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [path.join(from, entry.name), path.join(to, entry.name)];
    if (entry.isDirectory()) linkTree(source, target);
    else if (entry.isFile()) linkSync(source, target);
    else cpSync(source, target, { verbatimSymlinks: true });
  }
};

/** A copy of this checkout with some files replaced, to measure or probe a product that differs in just them. */
export const makeVariant = (replacements: Record<string, string>): { root: string; remove(): void } => {
  const parent = existsOnSameDisk();
  const dir = mkdtempSync(path.join(parent, 'tollgate-variant-'));
  for (const entry of readdirSync(root)) {
    if (!left.has(entry)) cpSync(path.join(root, entry), path.join(dir, entry), { recursive: true });
  }
  linkTree(path.join(root, 'node_modules'), path.join(dir, 'node_modules'));
  for (const [target, source] of Object.entries(replacements)) cpSync(path.join(root, source), path.join(dir, target));
  return { root: dir, remove: () => rmSync(dir, { recursive: true, force: true }) };
};

/** Hard links need one file system: the temporary folder's, or else the checkout's own. */
const existsOnSameDisk = (): string => {
  const probe = mkdtempSync(path.join(os.tmpdir(), 'tollgate-probe-'));
  try {
    linkSync(path.join(root, 'package.json'), path.join(probe, 'package.json'));
    return os.tmpdir();
  } catch {
    return path.dirname(root);
  } finally {
    rmSync(probe, { recursive: true, force: true });
  }
};
