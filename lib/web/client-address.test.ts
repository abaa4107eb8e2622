import { describe, expect, it } from 'vitest';
import { clientAddress } from './client-address';

const socket = '10.0.0.1';

describe('who sent a request', () => {
  it.each([
    ['no header', undefined], ['one entry', '192.0.2.7'], ['a spoofed list', '203.0.113.9, 192.0.2.7'],
  ])('is the socket’s address where no proxy is trusted, with %s', (_what, forwarded) => {
    expect(clientAddress(socket, forwarded, 0)).toBe(socket);
  });

  it.each([
    ['one proxy', 1, '192.0.2.7', '192.0.2.7'],
    ['two proxies', 2, '192.0.2.7, 10.0.0.2', '192.0.2.7'],
    ['one proxy, and a client that claims to be another', 1, '203.0.113.9, 192.0.2.7', '192.0.2.7'],
    ['two proxies, and a client that claims to be another', 2, '203.0.113.9, 192.0.2.7, 10.0.0.2', '192.0.2.7'],
    ['one proxy, and a client that sends commas', 1, ',,, 192.0.2.7', '192.0.2.7'],
    ['a list without spaces', 2, '203.0.113.9,192.0.2.7,10.0.0.2', '192.0.2.7'],
    ['a port', 1, '192.0.2.7:51234', '192.0.2.7'],
    ['IPv6', 1, '2001:db8::1', '2001:db8::1'],
    ['IPv6 in brackets', 1, '[2001:db8::1]', '2001:db8::1'],
    ['IPv6 in brackets with a port', 1, '203.0.113.9, [2001:db8::1]:51234', '2001:db8::1'],
    ['IPv4 inside IPv6', 1, '::ffff:192.0.2.7', '::ffff:192.0.2.7'],
  ])('is what the outermost trusted proxy wrote: %s', (_what, proxies, forwarded, expected) => {
    expect(clientAddress(socket, forwarded, proxies)).toBe(expected);
  });

  it.each([
    ['no header', 1, undefined], ['an empty one', 1, ''], ['fewer entries than proxies', 2, '192.0.2.7'], ['a name', 1, '192.0.2.7, client.example'], ['unknown', 1, 'unknown'],
    ['half an address', 1, '192.0.2'], ['a number out of range', 1, '192.0.2.256'], ['brackets that stay open', 1, '[2001:db8::1'], ['two ports', 1, '192.0.2.7:1:2'], ['an entry after the proxy’s', 1, '192.0.2.7,'],
  ])('is the socket’s address where that entry is no address: %s', (_what, proxies, forwarded) => {
    expect(clientAddress(socket, forwarded, proxies)).toBe(socket);
  });

  it('is unknown where even the socket has none', () => {
    expect(clientAddress(undefined, undefined, 0)).toBe('unknown');
  });
});
