import type { IncomingMessage } from 'node:http';

/** How a relayed body ended: all of it went out, the client left, or the upstream broke off. */
export type RelayEnd = 'complete' | 'client_left' | 'upstream_broke';

type Relay = { stream: ReadableStream<Uint8Array>; ended: Promise<RelayEnd>; kept: () => Uint8Array<ArrayBuffer> | null };

/** Passes a body on chunk by chunk, with back-pressure, and keeps a copy of up to `keepBytes` of it (0: none). */
export const relay = (body: IncomingMessage, keepBytes: number): Relay => {
  let end: (how: RelayEnd) => void = () => {};
  const ended = new Promise<RelayEnd>((resolve) => (end = resolve));
  const copy: Buffer[] = [];
  let size = 0;
  let isLeft = false;
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      body.on('data', (chunk: Buffer) => {
        if (isLeft) return;
        size += chunk.byteLength;
        if (size <= keepBytes) copy.push(chunk);
        controller.enqueue(chunk);
        if ((controller.desiredSize ?? 0) <= 0) body.pause();
      });
      body.on('end', () => {
        if (!isLeft) controller.close();
        end('complete');
      });
      body.on('error', (error) => {
        end('upstream_broke');
        controller.error(error);
      });
      body.on('close', () => {
        if (!body.complete) end('upstream_broke');
      });
    },
    pull() {
      body.resume();
    },
    cancel() {
      isLeft = true;
      end('client_left');
      body.destroy();
    },
  });
  return { stream, ended, kept: () => (keepBytes > 0 && size <= keepBytes ? new Uint8Array(Buffer.concat(copy)) : null) };
};
