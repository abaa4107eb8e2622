import type { IncomingMessage, ServerResponse } from 'node:http';

/** How a relayed body ended: all of it went out, the client left, or the upstream broke off. */
export type RelayEnd = 'complete' | 'client_left' | 'upstream_broke';

/** What looks on while a body passes. It is told of each chunk after the client was given it, and of the end once. */
export type Watcher = { chunk(bytes: Buffer): void; ended(how: RelayEnd): void };

const onceOnly = ({ chunk, ended }: Watcher): Watcher => {
  let isOver = false;
  return {
    chunk: (bytes) => {
      if (!isOver) chunk(bytes);
    },
    ended: (how) => {
      if (isOver) return;
      isOver = true;
      ended(how);
    },
  };
};

/** Passes a body on chunk by chunk, with back-pressure, as a stream of the Fetch standard. */
export const relay = (body: IncomingMessage, given: Watcher): ReadableStream<Uint8Array> => {
  const watcher = onceOnly(given);
  let isLeft = false;
  return new ReadableStream<Uint8Array>({
    start(controller) {
      body.on('data', (chunk: Buffer) => {
        if (isLeft) return;
        controller.enqueue(chunk);
        watcher.chunk(chunk);
        if ((controller.desiredSize ?? 0) <= 0) body.pause();
      });
      body.on('end', () => {
        if (!isLeft) controller.close();
        watcher.ended('complete');
      });
      body.on('error', (error) => {
        watcher.ended('upstream_broke');
        controller.error(error);
      });
      body.on('close', () => {
        if (!body.complete) watcher.ended('upstream_broke');
      });
    },
    pull() {
      body.resume();
    },
    cancel() {
      isLeft = true;
      watcher.ended('client_left');
      body.destroy();
    },
  });
};

/** The same into an answer of Node's own. A body that the upstream broke off breaks off the client's too. */
export const relayTo = (response: ServerResponse, body: IncomingMessage, given: Watcher): void => {
  const watcher = onceOnly(given);
  body.on('data', (chunk: Buffer) => {
    const goesOn = response.write(chunk);
    watcher.chunk(chunk);
    if (!goesOn) body.pause();
  });
  response.on('drain', () => body.resume());
  body.on('end', () => {
    response.end();
    watcher.ended('complete');
  });
  const broke = (): void => {
    if (body.complete) return;
    watcher.ended('upstream_broke');
    response.destroy();
  };
  body.on('error', broke);
  body.on('close', broke);
  response.on('close', () => {
    if (response.writableEnded) return;
    watcher.ended('client_left');
    body.destroy();
  });
};

/** Lets a body that nobody is to get run out, and tells the end of it. */
export const drain = (body: IncomingMessage, given: Watcher): void => {
  const watcher = onceOnly(given);
  body.on('data', watcher.chunk);
  body.on('end', () => watcher.ended('complete'));
  body.on('error', () => watcher.ended('upstream_broke'));
  body.on('close', () => watcher.ended(body.complete ? 'complete' : 'upstream_broke'));
};
