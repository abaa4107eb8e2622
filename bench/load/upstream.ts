import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

// An API that costs next to nothing, so that forwarding is measured and not what is forwarded to.
const body = JSON.stringify({ results: [] });
const server = createServer({ noDelay: true, keepAliveTimeout: 60_000 }, (request, response) => {
  request.resume();
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) });
  response.end(body);
});

server.listen(0, '127.0.0.1', () => process.stdout.write(`listening on ${(server.address() as AddressInfo).port}\n`));
process.on('SIGTERM', () => process.exit(0));
