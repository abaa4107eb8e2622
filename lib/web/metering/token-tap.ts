import zlib from 'node:zlib';
import type { ModelShape } from '@/lib/domain/catalog';
import { usageReader } from '@/lib/domain/model-usage/usage-reader';
import type { ModelUsage } from '@/lib/domain/model-usage/usage-shape';

export type TokenTap = { push(chunk: Uint8Array): void; end(): Promise<ModelUsage> };

/** Compressed bytes that may wait to be read. Beyond that the answer passes uncounted rather than fill the memory. */
const maxWaitingBytes = 16 * 1024 * 1024;

/**
 * Reads the tokens of an answer beside its way to the client, compressed or not. It sees each piece after the client got it,
 * and what it cannot read it leaves unread.
 */
export const tokenTap = (shape: ModelShape, { contentType, contentEncoding }: { contentType: string | null; contentEncoding: string | null }): TokenTap => {
  const reader = usageReader(shape, contentType?.trim().toLowerCase().startsWith('text/event-stream') ?? false);
  const decoder = decoderFor(contentEncoding);
  if (decoder === undefined) return { push: () => {}, end: () => Promise.resolve(reader.usage()) };
  if (decoder === null) return { push: reader.push, end: () => Promise.resolve(reader.usage()) };
  const ended = new Promise<void>((resolve) => decoder.once('close', resolve));
  decoder.on('data', (bytes: Buffer) => reader.push(bytes));
  decoder.on('error', () => decoder.destroy());
  return {
    push: (chunk) => {
      if (decoder.destroyed) return;
      if (decoder.writableLength > maxWaitingBytes) decoder.destroy();
      else decoder.write(chunk);
    },
    end: async () => {
      if (!decoder.destroyed) decoder.end();
      await ended;
      return reader.usage();
    },
  };
};

/** Null where nothing is to be undone, undefined for what we do not know. An answer that broke off is read as far as it came. */
const decoderFor = (encoding: string | null) => {
  switch (encoding?.trim().toLowerCase()) {
    case undefined:
    case '':
    case 'identity':
      return null;
    case 'gzip':
    case 'x-gzip':
    case 'deflate':
      return zlib.createUnzip({ finishFlush: zlib.constants.Z_SYNC_FLUSH });
    case 'br':
      return zlib.createBrotliDecompress({ finishFlush: zlib.constants.BROTLI_OPERATION_FLUSH });
    default:
      return undefined;
  }
};
