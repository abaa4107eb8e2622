import { tryLock } from './lock';

/** A process that tries for many locks, each at the instant that it is told; answers which it got. */
process.on('message', ({ files, at, everyMs }: { files: string[]; at: number; everyMs: number }) => {
  const got = files.map((file, n) => {
    while (Date.now() < at + n * everyMs);
    return tryLock(file) !== null;
  });
  process.send?.({ got });
});
process.send?.('ready');
