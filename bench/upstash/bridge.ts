import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import Redis from 'ioredis';

// Upstash's REST protocol before a real Redis: POST of a command as a JSON array, or of several to /pipeline, strings of the answer in base64 when asked for.
const redis = new Redis(process.env.REDIS_URL ?? '', { enableAutoPipelining: true });
const encoded = (value: unknown): unknown => {
  if (typeof value === 'string') return value === 'OK' ? value : Buffer.from(value).toString('base64');
  return Array.isArray(value) ? value.map(encoded) : value;
};

type Command = (string | number)[];
const sha1 = (text: string): string => createHash('sha1').update(text).digest('hex');
/** Scripts of the package begin with a flag that only Upstash's own server knows; without it they are others to Redis. */
const renamed = new Map<string, string>();
const understood = (command: string[]): string[] => {
  const [name = '', script = '', ...rest] = command;
  if (/^evalsha$/i.test(name)) return [name, renamed.get(script) ?? script, ...rest];
  if (!/^eval$/i.test(name) || !script.startsWith('#!lua')) return command;
  const plain = script.slice(script.indexOf('\n') + 1);
  renamed.set(sha1(script), sha1(plain));
  return [name, plain, ...rest];
};

const run = (command: Command, isEncoded: boolean): Promise<{ result: unknown } | { error: string }> =>
  redis.call(...(understood(command.map(String)) as [string, ...string[]])).then((result: unknown) => ({ result: isEncoded ? encoded(result) : result }), (error: Error) => ({ error: error.message }));

const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
  const given = (await json(request)) as Command | Command[];
  const isEncoded = request.headers['upstash-encoding'] === 'base64';
  const found = request.url === '/pipeline' ? await Promise.all((given as Command[]).map((one) => run(one, isEncoded))) : await run(given as Command, isEncoded);
  const body = JSON.stringify(found);
  response.writeHead('error' in found ? 400 : 200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) });
  response.end(body);
};

const server = createServer({ noDelay: true }, (request, response) => {
  answer(request, response).catch(() => response.destroy());
});

server.listen(0, '127.0.0.1', () => process.stdout.write(`listening on ${(server.address() as AddressInfo).port}\n`));
process.on('SIGTERM', () => process.exit(0));
