import net from 'node:net';

export type RawAnswer = { status: number; headers: Record<string, string>; body: string; closed: boolean };

type RawOptions = { timeoutMs?: number; /** Parts sent after the head, one after the other, until the other side has answered. */ body?: Iterable<Buffer | string> };

/**
 * Sends bytes as they are, which `fetch` and `http` would tidy up, and reads one answer. A connection that is closed without
 * an answer has status 0.
 */
export const rawCall = (url: string, head: string, { timeoutMs = 20_000, body = [] }: RawOptions = {}): Promise<RawAnswer> =>
  new Promise((resolve, reject) => {
    const { port } = new URL(url);
    const socket = net.connect(Number(port), '127.0.0.1');
    const chunks: Buffer[] = [];
    const late = setTimeout(() => {
      socket.destroy();
      reject(new Error(`no end of the answer to ${head.slice(0, 80)} after ${timeoutMs} ms`));
    }, timeoutMs);
    let isDone = false;
    const done = (answer: RawAnswer) => {
      isDone = true;
      clearTimeout(late);
      socket.destroy();
      resolve(answer);
    };
    socket.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      const answer = parseAnswer(Buffer.concat(chunks));
      if (answer) done({ ...answer, closed: false });
    });
    socket.on('error', () => {});
    socket.on('close', () => {
      if (!isDone) done({ ...(parseAnswer(Buffer.concat(chunks), true) ?? { status: 0, headers: {}, body: '' }), closed: true });
    });
    socket.on('connect', () => {
      socket.write(head, 'latin1');
      void sendParts(socket, body, () => isDone);
    });
  });

const sendParts = async (socket: net.Socket, parts: Iterable<Buffer | string>, isDone: () => boolean): Promise<void> => {
  for (const part of parts) {
    if (isDone() || socket.destroyed) return;
    if (!socket.write(part)) await new Promise<void>((resolve) => {
      socket.once('drain', resolve);
      socket.once('close', () => resolve());
    });
  }
};

/** The answer once it is complete by its own framing, or as far as it came when `isAll`. */
const parseAnswer = (bytes: Buffer, isAll = false): Omit<RawAnswer, 'closed'> | null => {
  const end = bytes.indexOf('\r\n\r\n');
  if (end === -1) return null;
  const [first = '', ...lines] = bytes.subarray(0, end).toString('latin1').split('\r\n');
  const status = Number(first.split(' ')[1]);
  if (status === 100) return parseAnswer(bytes.subarray(end + 4), isAll);
  const headers = Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]));
  const rest = bytes.subarray(end + 4);
  if (headers['transfer-encoding'] === 'chunked') {
    const text = rest.toString('utf8');
    if (!isAll && !text.endsWith('0\r\n\r\n')) return null;
    return { status, headers, body: text.replace(/^[0-9a-f]+\r\n/i, '').replace(/\r\n[0-9a-f]+\r\n/gi, '').trim() };
  }
  const length = Number(headers['content-length'] ?? (status === 204 || status === 304 ? 0 : NaN));
  if (!isAll && !(rest.length >= length)) return null;
  return { status, headers, body: rest.toString('utf8') };
};

/** A request's head: the line and headers as given, with a Host, and nothing else. */
export const headOf = (line: string, headers: Record<string, string> = {}): string =>
  [`${line} HTTP/1.1`, 'Host: localhost', ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`), '', ''].join('\r\n');
