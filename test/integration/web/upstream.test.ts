import net, { type AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { callUpstream } from '@/lib/adapters/upstream';
import { relay, type RelayEnd } from '@/lib/web/metering/relay';

/** Answers every head at once, as servers do that need no body, and keeps the connection. */
let received = '';
const server = net.createServer((socket) => {
  socket.on('error', () => {});
  socket.on('data', (data) => {
    received += data.toString('latin1');
    socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok');
  });
});
beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
afterAll(() => new Promise((resolve) => server.close(resolve)));

const call = async (headers: Record<string, string>) => {
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return callUpstream({ method: 'GET', base, target: '/x', headers, body: null, client: { hasLeft: () => false, onceLeft: () => () => {} } });
};

test('a request without a body never says that it has one: the next on the connection would be taken for it', async () => {
  const answer = await call({ 'content-length': '40', 'x-mine': '1' });
  expect(received).toContain('x-mine: 1');
  expect(received.toLowerCase()).not.toContain('content-length');
  answer.body.destroy();
});

test('a client that leaves as the last byte arrives ends the call once, as its leaving', async () => {
  const { body } = await call({});
  const ends: RelayEnd[] = [];
  const reader = relay(body, { chunk: () => {}, ended: (how) => ends.push(how) }).getReader();
  await reader.cancel();
  body.emit('data', Buffer.from('late'));
  body.emit('end');
  expect(ends).toEqual(['client_left']);
});
