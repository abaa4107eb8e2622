import path from 'node:path';
import { pathToFileURL } from 'node:url';

/** The environment with which the product's own processes load this module before anything else. */
export const preloading = (file: string): { NODE_OPTIONS: string; TEST_PRELOAD: string } => ({
  NODE_OPTIONS: `--import ${pathToFileURL(path.join(import.meta.dirname, 'loaded-first.mjs')).href}`,
  TEST_PRELOAD: pathToFileURL(file).href,
});
