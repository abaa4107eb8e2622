import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import Redis from 'ioredis';

// Upstash's REST protocol before a real Redis: POST of a command as a JSON array, strings of the answer in base64 when asked for.
const redis = new Redis(process.env.REDIS_URL ?? '', { enableAutoPipelining: true });
const encoded = (value: unknown): unknown => {
  if (typeof value === 'string') return value === 'OK' ? value : Buffer.from(value).toString('base64');
  return Array.isArray(value) ? value.map(encoded) : value;
};

const server = createServer({ noDelay: true }, (request, response) => {
  const run = async (): Promise<void> => {
    const [command = '', ...given] = (await json(request)) as string[];
    const answer = await redis.call(command, ...given.map(String)).then((result) => ({ result: request.headers['upstash-encoding'] === 'base64' ? encoded(result) : result }), (error: Error) => ({ error: error.message }));
    const body = JSON.stringify(answer);
    response.writeHead('error' in answer ? 400 : 200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) });
    response.end(body);
  };
  run().catch(() => response.destroy());
});

server.listen(0, '127.0.0.1', () => process.stdout.write(`listening on ${(server.address() as AddressInfo).port}\n`));
process.on('SIGTERM', () => process.exit(0));
