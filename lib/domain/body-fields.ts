import { AppError } from './app-error';

/** The largest body that is read where a field of it is weighed. */
export const maxWeighedBodyBytes = 1_048_576;

const token = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],]/gs;
const longest = 256;

/**
 * The values of a JSON body's fields, by dotted name, as text; whatever its content type says. What cannot be read, or could be
 * read in two ways, is an AppError and no value: a field that stays hidden would make a call cheaper than it is.
 */
export const bodyFields = (body: Uint8Array, names: readonly string[], contentEncoding: string | null | undefined): Record<string, string> | AppError => {
  if (body.byteLength > maxWeighedBodyBytes) return tooLarge();
  if (body.byteLength === 0) return {};
  if (!/^(identity)?$/i.test(contentEncoding?.trim() ?? '')) return unreadable(`It is encoded as ${contentEncoding}; send it as it is.`);
  const text = textOf(body);
  const parsed = text === null ? undefined : parse(text);
  if (text === null || parsed === undefined) return unreadable('It is not JSON in UTF-8.');
  const twice = namedTwice(text, names);
  if (twice !== null) return unreadable(`It names "${twice}" more than once.`);
  return Object.fromEntries(names.flatMap((name) => {
    const value = valueAt(parsed, name);
    return value === null || value.length > longest ? [] : [[name, value]];
  }));
};

export const tooLarge = (): AppError => new AppError('payload_too_large', 'The body of this call is weighed, so it has at most 1 MiB. Nothing was charged.');

const unreadable = (why: string): AppError => new AppError('invalid_input', `What this call costs depends on its body, which cannot be read. ${why} Nothing was charged.`);

const textOf = (body: Uint8Array): string | null => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    return null;
  }
};

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
};

/** Names are found as the most lenient of servers would find them: without regard to case. */
const valueAt = (root: unknown, name: string): string | null => {
  let at = root;
  for (const part of name.toLowerCase().split('.')) {
    if (typeof at !== 'object' || at === null || Array.isArray(at)) return null;
    at = Object.entries(at).find(([key]) => key.toLowerCase() === part)?.[1];
  }
  return typeof at === 'string' || typeof at === 'number' || typeof at === 'boolean' ? String(at) : null;
};

/** Servers differ in which of two equal names they take. Answers one of the names that lead to a wanted field and stand there twice. */
const namedTwice = (text: string, names: readonly string[]): string | null => {
  const watched = new Set(names.flatMap((name) => name.toLowerCase().split('.').map((_, i, parts) => parts.slice(0, i + 1).join('\0'))));
  const seen = new Set<string>();
  /** Around the next token: the name at which an object or list stands, null inside lists, and whether a name comes next. */
  const around: { path: string | null; isObject: boolean; isKeyNext: boolean; key: string }[] = [];
  for (const [found] of text.matchAll(token)) {
    const here = around.at(-1);
    if (found === '{' || found === '[') {
      const path = here === undefined ? '' : here.isObject && here.path !== null ? joined(here.path, here.key) : null;
      around.push({ path: found === '{' ? path : null, isObject: found === '{', isKeyNext: found === '{', key: '' });
    } else if (found === '}' || found === ']') around.pop();
    else if (here === undefined) continue;
    else if (found === ',') here.isKeyNext = here.isObject;
    else if (here.isKeyNext) {
      here.isKeyNext = false;
      here.key = String(JSON.parse(found)).toLowerCase();
      const path = here.path === null ? null : joined(here.path, here.key);
      if (path === null || !watched.has(path)) continue;
      if (seen.has(path)) return path.replaceAll('\0', '.');
      seen.add(path);
    }
  }
  return null;
};

const joined = (path: string, key: string): string => (path === '' ? key : `${path}\0${key}`);
