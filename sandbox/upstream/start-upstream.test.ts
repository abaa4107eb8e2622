import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Json } from './call';
import { tokensOf } from './model-call';
import { startUpstream, type RunningUpstream } from './start-upstream';

let upstream: RunningUpstream;
beforeAll(async () => {
  upstream = await startUpstream();
});
afterAll(() => upstream.close());

const call = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
  fetch(upstream.url + path, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) });
const jsonOf = async (response: Response | Promise<Response>) => (await (await response).json()) as Json;

test.each([
  ['POST', '/trace/start', 'hops'], ['POST', '/trace/expand', 'hops'], ['GET', '/graph/nodes', 'nodes'], ['POST', '/patterns/detect', 'patterns'],
  ['POST', '/agent/query', 'answer'], ['POST', '/agent/investigate', 'investigationId'], ['GET', '/risk/score?address=0xabc', 'score'],
  ['POST', '/wallet-scanner/scan', 'balances'], ['POST', '/reports/generate', 'reportId'], ['GET', '/investigator/cases/7', 'findings'],
  ['POST', '/correlation/run', 'findings'], ['POST', '/agents/planner/createPlan', 'result'], ['POST', '/projects/42/analyze', 'issues'],
  ['POST', '/messages', 'reply'], ['POST', '/chat/messages', 'usage'], ['GET', '/chat/messages', 'messages'], ['POST', '/documents/search', 'documents'], ['POST', '/workflows/7/run', 'steps'], ['POST', '/v1/diagnose', 'cause'], ['PUT', '/v1/alerts/3', 'rules'],
  ['POST', '/openai/v1/chat/completions', 'choices'], ['POST', '/openai/v1/responses', 'output'], ['POST', '/mistral/v1/embeddings', 'data'], ['POST', '/anthropic/v1/messages', 'content'],
  ['POST', '/gemini/v1beta/models/gemini-2.5-flash:generateContent', 'candidates'], ['POST', '/deepseek/chat/completions', 'usage'], ['GET', '/openai/v1/models', 'data'], ['POST', '/v1/generate', 'text'], ['POST', '/v1/images', 'url'], ['GET', '/v1/search?q=x', 'results'],
  ['POST', '/v1/chat/completions', 'choices'], ['POST', '/v1/messages', 'content'], ['PATCH', '/anything/else', 'note'],
])('%s %s answers JSON with "%s"', async (method, path, field) => {
  const response = await call(method, path, method === 'GET' ? undefined : { prompt: 'x' });
  expect(response.status).toBe(200);
  expect(await response.json()).toHaveProperty(field);
});

test('the same call gives the same answer', async () => {
  const ask = async () => ({ ...(await jsonOf(call('POST', '/trace/start', { address: '0xabc' }))), received: null });
  expect(await ask()).toEqual(await ask());
});

test('every answer says which headers arrived', async () => {
  const answer = await jsonOf(call('GET', '/risk/score', undefined, { 'x-mark': 'here' }));
  const headers = (answer.received as Json).headers as Json;
  expect(headers['x-mark']).toBe('here');
  expect(headers).not.toHaveProperty('authorization');
});

test('answers with the status that was asked for', async () => {
  const failed = await call('POST', '/trace/start', {}, { 'x-sandbox-status': '500' });
  expect(failed.status).toBe(500);
  expect(await jsonOf(failed)).toHaveProperty('error');
  expect((await call('GET', '/risk/score', undefined, { 'x-sandbox-status': '204' })).status).toBe(204);
  expect((await call('GET', '/risk/score', undefined, { 'x-sandbox-status': 'nonsense' })).status).toBe(200);
});

test('waits as long as it was asked to', async () => {
  const startedAt = performance.now();
  await call('GET', '/risk/score', undefined, { 'x-sandbox-delay-ms': '250' });
  expect(performance.now() - startedAt).toBeGreaterThanOrEqual(245);
});

test('counts the tokens of prompt and completion', async () => {
  const messages = [{ role: 'user', content: 'twelve chars' }];
  const answer = await jsonOf(call('POST', '/v1/chat/completions', { messages }));
  const choice = (answer.choices as { message: { content: string } }[])[0];
  const completion_tokens = tokensOf(choice?.message.content ?? '');
  expect(answer.usage).toEqual({ prompt_tokens: 3, completion_tokens, total_tokens: 3 + completion_tokens });
});

test('streams chat completions as events, usage last when asked for', async () => {
  const body = { stream: true, stream_options: { include_usage: true }, messages: [{ role: 'user', content: 'hi' }] };
  const response = await call('POST', '/v1/chat/completions', body);
  expect(response.headers.get('content-type')).toContain('text/event-stream');
  const lines = (await response.text()).split('\n\n').filter(Boolean).map((line) => line.slice('data: '.length));
  expect(lines.at(-1)).toBe('[DONE]');
  const chunks = lines.slice(0, -1).map((line) => JSON.parse(line) as { choices: { delta: { content?: string } }[]; usage?: Json });
  expect(chunks.at(-1)?.usage).toMatchObject({ prompt_tokens: 1 });
  const whole = await jsonOf(call('POST', '/v1/chat/completions', { ...body, stream: false }));
  const text = (whole.choices as { message: { content: string } }[])[0]?.message.content;
  expect(chunks.map((chunk) => chunk.choices[0]?.delta.content ?? '').join('')).toBe(text);
});

test('streams messages as named events with their output tokens', async () => {
  const text = await (await call('POST', '/v1/messages', { stream: true, messages: [{ role: 'user', content: 'hi' }] })).text();
  expect(text.match(/^event: .+$/gm)?.at(0)).toBe('event: message_start');
  expect(text.match(/^event: .+$/gm)?.at(-1)).toBe('event: message_stop');
  expect(text).toMatch(/"output_tokens":\d\d/);
});

test('a caller that leaves a slow stream is counted as gone, and the stream ends there', async () => {
  const before = await jsonOf(fetch(`${upstream.url}/_sandbox/stats`));
  const controller = new AbortController();
  const response = await fetch(`${upstream.url}/v1/chat/completions`, {
    method: 'POST', body: JSON.stringify({ stream: true }), headers: { 'x-sandbox-chunk-delay-ms': '30000' }, signal: controller.signal,
  });
  await response.body?.getReader().read();
  controller.abort();
  await expect.poll(async () => (await jsonOf(fetch(`${upstream.url}/_sandbox/stats`))).aborted).toBe((before.aborted as number) + 1);
});

test.each([
  ['/openai/v1/chat/completions', { stream: true, stream_options: { include_usage: true } }, /"prompt_tokens":70,"completion_tokens":9/], ['/openai/v1/responses', { stream: true }, /"input_tokens":70.*"output_tokens":9/],
  ['/anthropic/v1/messages', { stream: true }, /"input_tokens":70[^]*"output_tokens":9/], ['/gemini/v1beta/models/m:streamGenerateContent', {}, /"promptTokenCount": 70,\s+"candidatesTokenCount": 9,/],
  ['/gemini/v1beta/models/m:streamGenerateContent?alt=sse', {}, /"promptTokenCount":70,"candidatesTokenCount":9,/], ['/openai/v1/embeddings', { input: 'x' }, /"prompt_tokens":70/], ['/chat/messages', { text: 'x' }, /"completion_tokens":9/],
])('%s reports as many tokens as it was told to, compressed too', async (path, body, expected) => {
  for (const encoding of ['', 'gzip', 'br', 'deflate']) {
    const response = await call('POST', path, body, { 'x-sandbox-input-tokens': '70', 'x-sandbox-output-tokens': '9', 'x-sandbox-encoding': encoding });
    expect(response.headers.get('content-encoding') ?? '').toBe(encoding);
    expect(await response.text()).toMatch(expected);
  }
});

test('a stream breaks off after as many pieces as it was told to', async () => {
  const response = await call('POST', '/anthropic/v1/messages', { stream: true }, { 'x-sandbox-break-after': '2' });
  const seen: string[] = [];
  const reader = response.body?.getReader();
  const read = async () => {
    for (let piece = await reader?.read(); piece?.value; piece = await reader?.read()) seen.push(Buffer.from(piece.value).toString());
  };
  await expect(read()).rejects.toThrow();
  expect(seen.join('')).toContain('message_start');
});
