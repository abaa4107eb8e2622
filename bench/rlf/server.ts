import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import pg from 'pg';
import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';

// What the bare gateway is measured against: rate-limiter-flexible on the same PostgreSQL, in the same kind of process, as its documentation sets it up.
const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 10 });
const limiter = await new Promise<RateLimiterPostgres>((resolve, reject) => {
  const made: RateLimiterPostgres = new RateLimiterPostgres({ storeClient: pool, tableName: 'rate_limits', points: 1_000_000_000, duration: 2_592_000 }, (error?: Error) => (error ? reject(error) : resolve(made)));
});

const server = createServer({ noDelay: true }, (request, response) => {
  const key = request.headers.authorization?.slice('Bearer '.length) ?? '';
  const answer = (status: number, remaining: number) => {
    const body = JSON.stringify({ allowed: status === 200, remaining });
    response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) });
    response.end(body);
  };
  request.resume();
  limiter.consume(key, 1).then(
    (state) => answer(200, state.remainingPoints),
    (reason: unknown) => answer(reason instanceof RateLimiterRes ? 429 : 503, 0),
  );
});

server.listen(0, '127.0.0.1', () => process.stdout.write(`listening on ${(server.address() as AddressInfo).port}\n`));
process.on('SIGTERM', () => process.exit(0));
