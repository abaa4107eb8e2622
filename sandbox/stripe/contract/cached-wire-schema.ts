import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { WireSchema } from './wire-schema';

const root = path.resolve(import.meta.dirname, '../../..');
const versionOf = (name: string): string => (JSON.parse(readFileSync(path.join(root, 'node_modules', name, 'package.json'), 'utf8')) as { version: string }).version;

/** `wireSchema`, kept on disk: walking the SDK's types takes seconds, and its answer changes only with them, the compiler and the walker. */
export const cachedWireSchema = async (roots: Record<string, string>): Promise<WireSchema> => {
  const walker = readFileSync(path.join(import.meta.dirname, 'wire-schema.ts'), 'utf8');
  const key = createHash('sha256').update(JSON.stringify([versionOf('stripe'), versionOf('typescript'), walker, roots])).digest('hex').slice(0, 24);
  const file = path.join(root, `node_modules/.cache/tollgate/wire-schema-${key}.json`);
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as WireSchema;
  const { wireSchema } = await import('./wire-schema');
  const schema = wireSchema(roots, root);
  mkdirSync(path.dirname(file), { recursive: true });
  const fresh = `${file}.${process.pid}.new`;
  writeFileSync(fresh, JSON.stringify(schema));
  renameSync(fresh, file);
  return schema;
};
