import { beforeAll, expect, test } from 'vitest';

/** A door to the gateway with the catalogue `kauri`, and a customer on its plan `max`. */
export type KauriWorld = { url: string; key(): Promise<string>; unitsOf(decisionId: string): Promise<Record<string, number>>; upstreamCalls(): Promise<number> };

/** What both doors owe an operation that weighs its body: the right units, and the body whole at the upstream. */
export const describeWeighedBodies = (world: () => KauriWorld): void => {
  let key = '';
  beforeAll(async () => {
    key = await world().key();
  });

  const run = (body: BodyInit | undefined, headers: Record<string, string> = {}) =>
    fetch(`${world().url}/gateway/workflows/7/run`, { method: 'POST', headers: { authorization: `Bearer ${key}`, ...headers }, body, ...(body instanceof ReadableStream && { duplex: 'half' }) } as RequestInit);
  const unitsOf = async (response: Response) => {
    expect(response.status, await response.clone().text()).toBe(200);
    return world().unitsOf(response.headers.get('x-decision-id') ?? '');
  };
  const deep = { options: { depth: 'deep' }, text: 'é'.repeat(200_000) };

  test.each<[string, () => BodyInit | undefined, Record<string, string>, number]>([
    ['that asks for depth costs three times as much', () => JSON.stringify(deep), { 'content-type': 'application/json' }, 15_000],
    ['that asks for it as another type costs three times as much', () => JSON.stringify({ options: { DEPTH: 'Deep' } }), { 'content-type': 'text/plain' }, 15_000],
    ['that asks for nothing costs once', () => JSON.stringify({ options: { depth: 'flat' } }), { 'content-type': 'application/json' }, 5_000],
    ['that is not there costs once', () => undefined, {}, 5_000],
  ])('a call with a body %s', async (_what, body, headers, tokens) => {
    expect(await unitsOf(await run(body(), headers))).toEqual({ messages: 1, tokens });
  });

  test('the upstream gets a body that was weighed whole, also one without a length', async () => {
    const text = JSON.stringify(deep);
    const bytes = new TextEncoder().encode(text);
    for (const body of [text, new Blob([bytes]).stream()]) {
      const answer = await run(body, { 'content-type': 'application/json' });
      const { received } = (await answer.json()) as { received: { bytes: number } };
      expect([answer.status, received.bytes]).toEqual([200, bytes.length]);
    }
  });

  test.each<[string, number, () => BodyInit, Record<string, string>]>([
    ['of another kind', 422, () => new URLSearchParams({ depth: 'deep' }), {}],
    ['that names the field twice', 422, () => '{"options":{"depth":"flat","depth":"deep"}}', {}],
    ['that says it is compressed', 422, () => '{}', { 'content-encoding': 'gzip' }],
    ['of more than a mebibyte', 413, () => JSON.stringify({ text: 'x'.repeat(1_048_576) }), {}],
    ['of more than a mebibyte without a length', 413, () => new Blob([JSON.stringify({ text: 'x'.repeat(1_048_576) })]).stream(), {}],
  ])('a call with a body %s is refused with %i, and not made', async (_what, status, body, headers) => {
    const before = await world().upstreamCalls();
    const answer = await run(body(), { 'content-type': 'application/json', ...headers });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([status, 'application/problem+json']);
    expect(await world().upstreamCalls()).toBe(before);
  });

  test('a call whose operation weighs no body takes any', async () => {
    const answer = await fetch(`${world().url}/gateway/chat/messages`, { method: 'POST', headers: { authorization: `Bearer ${key}` }, body: 'x'.repeat(2_000_000) });
    expect([answer.status, ((await answer.json()) as { received: { bytes: number } }).received.bytes]).toEqual([200, 2_000_000]);
  });
};
