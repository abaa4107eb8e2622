import { isIP } from 'node:net';

/** An entry without the brackets and the port that some proxies write. */
const bare = (entry: string): string => /^\[([^\]]*)\](:\d+)?$/.exec(entry)?.[1] ?? /^([\d.]+):\d+$/.exec(entry)?.[1] ?? entry;

/**
 * Who sent a request: the socket's address, or behind so many reverse proxies what the outermost of them wrote into
 * `X-Forwarded-For`. Each adds one at the right; what stands further left is the client's own claim.
 */
export const clientAddress = (socket: string | undefined, forwarded: string | undefined, proxies: number): string => {
  const written = proxies === 0 ? '' : bare(forwarded?.split(',').at(-proxies)?.trim() ?? '');
  return isIP(written) === 0 ? (socket ?? 'unknown') : written;
};
