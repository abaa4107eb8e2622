import { AppError, type FieldError } from '@/lib/domain/app-error';

export type Params = Readonly<Record<string, string | string[] | undefined>>;

/** Most bytes of a JSON body; the front door refuses more before it is read. */
export const maxBodyBytes = 1_000_000;
const maxDepth = 32;

const invalid = (errors: FieldError[]) => new AppError('invalid_input', 'Some of what was sent is not right. See "errors".', { errors });

/**
 * What a verb is given: the path's parameters with the query (GET, DELETE) or with the JSON body (all else). Throws on broken
 * JSON, another content type, a body that is too large, a field given twice, and text that no database stores.
 */
export const readInput = async (request: Request, params: Params): Promise<Record<string, unknown>> => {
  const given = request.method === 'GET' || request.method === 'HEAD' || request.method === 'DELETE' ? readQuery(request) : await readBody(request);
  const path = Object.entries(params).filter(([, value]) => value !== undefined);
  const clashes = path.filter(([name]) => Object.hasOwn(given, name));
  if (clashes.length > 0) throw invalid(clashes.map(([name]) => ({ pointer: `/${name}`, message: 'is given by the path' })));
  const input = { ...given, ...Object.fromEntries(path) };
  checkText(input);
  return input;
};

const readQuery = (request: Request): Record<string, string> => {
  const query = new URL(request.url).searchParams;
  const twice = [...new Set(query.keys())].filter((name) => query.getAll(name).length > 1);
  if (twice.length > 0) throw invalid(twice.map((name) => ({ pointer: `?${name}`, message: 'is given more than once' })));
  return Object.fromEntries(query);
};

const readBody = async (request: Request): Promise<Record<string, unknown>> => {
  return parseBody(await readBytes(request), request.headers.get('content-type'));
};

/** A body as a JSON object; an empty one is an empty object. Its texts are not checked yet. */
const parseBody = (bytes: Uint8Array, contentType: string | null | undefined): Record<string, unknown> => {
  if (bytes.byteLength === 0) return {};
  if (contentType !== 'application/json' && !/^application\/json\s*(;\s*charset="?utf-8"?\s*)?$/i.test(contentType ?? '')) {
    throw new AppError('unsupported_media_type', 'Send the body as "content-type: application/json".');
  }
  const body = parseJson(bytes);
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw invalid([{ pointer: '', message: 'must be a JSON object' }]);
  return body as Record<string, unknown>;
};

/** What a body says, read whole before, as `readInput` gives it to a route without parameters. */
export const inputOf = (bytes: Uint8Array, contentType: string | null | undefined): Record<string, unknown> => {
  const input = parseBody(bytes, contentType);
  checkText(input);
  return input;
};

const utf8 = new TextDecoder('utf-8', { fatal: true });

const parseJson = (bytes: Uint8Array): unknown => {
  try {
    return JSON.parse(utf8.decode(bytes));
  } catch {
    throw new AppError('malformed_json', 'The body is not JSON.');
  }
};

const readBytes = async (request: Request): Promise<Uint8Array> => {
  const tooLarge = new AppError('payload_too_large', `A body has at most ${maxBodyBytes} bytes.`);
  if (Number(request.headers.get('content-length') ?? 0) > maxBodyBytes) throw tooLarge;
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = request.body?.getReader();
  for (let part = await reader?.read(); part?.value; part = await reader?.read()) {
    size += part.value.byteLength;
    if (size > maxBodyBytes) throw tooLarge;
    chunks.push(part.value);
  }
  return Buffer.concat(chunks);
};

/** Refuses NUL, lone surrogates and bottomless nesting anywhere in the input, names included. */
const checkText = (input: unknown): void => {
  const waiting: { value: unknown; pointer: string; depth: number }[] = [{ value: input, pointer: '', depth: 0 }];
  for (let one = waiting.pop(); one; one = waiting.pop()) {
    const { value, pointer, depth } = one;
    if (depth > maxDepth) throw invalid([{ pointer, message: 'is nested too deeply' }]);
    if (typeof value === 'string') checkString(value, pointer);
    else if (typeof value === 'object' && value !== null) {
      for (const [name, inner] of Object.entries(value)) {
        checkString(name, pointer);
        waiting.push({ value: inner, pointer: `${pointer}/${escapePointer(name)}`, depth: depth + 1 });
      }
    }
  }
};

const checkString = (text: string, pointer: string): void => {
  if (text.includes('\0')) throw invalid([{ pointer, message: 'contains a NUL character' }]);
  if (/\p{Surrogate}/u.test(text)) throw invalid([{ pointer, message: 'is not valid Unicode text' }]);
};

/** A name as one token of a JSON Pointer (RFC 6901, 3). */
export const escapePointer = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1');
