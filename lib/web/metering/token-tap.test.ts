import zlib from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { tokenTap } from './token-tap';

const text = `data: {"model":"gpt-4o","choices":[{"delta":{"content":"${'word '.repeat(2_000)}"}}]}\n\ndata: {"model":"gpt-4o","choices":[],"usage":{"prompt_tokens":12,"completion_tokens":34}}\n\ndata: [DONE]\n\n`;
const said = { model: 'gpt-4o', inputTokens: 12, outputTokens: 34 };
const unknown = { model: null, inputTokens: null, outputTokens: null };
const encoded: Record<string, Buffer> = { identity: Buffer.from(text), gzip: zlib.gzipSync(text), deflate: zlib.deflateSync(text), br: zlib.brotliCompressSync(text) };

const read = (encoding: string, bytes: Uint8Array, cuts: number[] = []) => {
  const tap = tokenTap('openai', { contentType: 'text/event-stream; charset=utf-8', contentEncoding: encoding });
  const ends = [...new Set(cuts.map((cut) => cut % bytes.length))].sort((a, b) => a - b);
  [0, ...ends].forEach((from, i) => tap.push(bytes.subarray(from, ends[i] ?? bytes.length)));
  return tap.end();
};

test.each(Object.keys(encoded))('tokens are read from an answer that is encoded as %s, however it is cut', async (encoding) => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(), { maxLength: 12 }), async (cuts) => {
      expect(await read(encoding, encoded[encoding] ?? new Uint8Array(), cuts)).toEqual(said);
    }),
    { numRuns: 40 },
  );
});

test.each(['gzip', 'deflate', 'br'])('an answer in %s that broke off is read as far as it came', async (encoding) => {
  const stream = encoding === 'br' ? zlib.createBrotliCompress() : encoding === 'gzip' ? zlib.createGzip() : zlib.createDeflate();
  const chunks: Buffer[] = [];
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  stream.write('data: {"usage":{"prompt_tokens":7}}\n\n');
  await new Promise<void>((resolve) => stream.flush(() => resolve()));
  expect(await read(encoding, Buffer.concat(chunks))).toEqual({ model: null, inputTokens: 7, outputTokens: 0 });
});

test('what is not what it says, or in an encoding that nobody knows, is left unread, and nothing waits for it', async () => {
  expect(await read('gzip', Buffer.from('no gzip at all'))).toEqual(unknown);
  expect(await read('br', zlib.gzipSync(text))).toEqual(unknown);
  expect(await read('snappy', Buffer.from(text))).toEqual(unknown);
});

test('more than can wait to be read is given up instead of kept', async () => {
  const tap = tokenTap('openai', { contentType: null, contentEncoding: 'gzip' });
  const piece = zlib.gzipSync(Buffer.alloc(1_000_000, 'x'), { level: 0 });
  for (let i = 0; i < 40; i += 1) tap.push(piece);
  expect(await tap.end()).toEqual(unknown);
});
