import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const withoutMap = (code: string): string => code.replace(/\n\/\/# sourceMappingURL=\S*\s*$/, '');

/**
 * Turbopack writes what routes have in common once for each of them (https://github.com/vercel/next.js/issues/89192), and the server
 * loads them all. Every copy in `folder` becomes a reference to the first. Returns how many did.
 */
export const shareChunks = (folder: string): number => {
  const firsts = new Map<string, string>();
  let copies = 0;
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.js')).sort()) {
    const file = path.join(folder, name);
    const code = withoutMap(readFileSync(file, 'utf8'));
    const hash = createHash('sha256').update(code).digest('hex');
    const first = firsts.get(hash);
    const reference = first && `module.exports = require(${JSON.stringify(`./${path.relative(path.dirname(file), first).split(path.sep).join('/')}`)});\n`;
    if (reference === undefined) firsts.set(hash, file);
    else if (reference.length < code.length) {
      writeFileSync(file, reference);
      copies += 1;
    }
  }
  return copies;
};
