import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ModelShape } from '@/lib/domain/catalog';
import { usageReader } from './usage-reader';
import type { ModelUsage } from './usage-shape';

const read = (shape: ModelShape, text: string, isEventStream: boolean, cuts: number[] = []): ModelUsage => {
  const bytes = new TextEncoder().encode(text);
  const reader = usageReader(shape, isEventStream);
  const ends = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((a, b) => a - b);
  [0, ...ends].forEach((from, i) => reader.push(bytes.subarray(from, ends[i] ?? bytes.length)));
  return reader.usage();
};
const events = (...data: (object | string)[]) => data.map((one) => `data: ${typeof one === 'string' ? one : JSON.stringify(one)}\n\n`).join('');
const named = (...data: { type: string }[]) => data.map((one) => `event: ${one.type}\r\ndata:${JSON.stringify(one)}\r\n\r\n`).join('');
const said = (model: string, inputTokens: number, outputTokens: number): ModelUsage => ({ model, inputTokens, outputTokens });

const chat = { id: 'c', model: 'gpt-4o', choices: [{ message: { content: 'He said {"usage": {"prompt_tokens": 999}} and "quit\\" é€😀', usage: { prompt_tokens: 1 } } }] };
const usage = { prompt_tokens: 12, completion_tokens: 34, total_tokens: 46, prompt_tokens_details: { cached_tokens: 5 } };
const chunk = { model: 'gpt-4o', choices: [{ delta: { content: 'data: {"usage":{"prompt_tokens":7}}\n\n' } }], usage: null };
const start = { type: 'message_start', message: { model: 'claude-sonnet-4', usage: { input_tokens: 10, cache_creation_input_tokens: 3, cache_read_input_tokens: 7, output_tokens: 1 } } };
const piece = (candidatesTokenCount: number) => ({ candidates: [{ content: { parts: [{ text: '[{' }] } }], usageMetadata: { promptTokenCount: 8, candidatesTokenCount, thoughtsTokenCount: 2, totalTokenCount: 99 }, modelVersion: 'gemini-2.5-flash' });

const answers: [string, ModelShape, boolean, string, ModelUsage][] = [
  ['a chat completion', 'openai', false, JSON.stringify({ ...chat, usage }), said('gpt-4o', 12, 34)],
  ['a chat completion whose usage comes first, with space', 'openai', false, JSON.stringify({ usage, ...chat }, null, 2), said('gpt-4o', 12, 34)],
  ['embeddings', 'openai', false, JSON.stringify({ object: 'list', data: [{ embedding: [0.1, -2e-3], usage: { prompt_tokens: 4 } }], model: 'text-embedding-3-small', usage: { prompt_tokens: 6, total_tokens: 6 } }), said('text-embedding-3-small', 6, 0)],
  ['a response', 'openai', false, JSON.stringify({ object: 'response', model: 'gpt-5', output: [{ content: [{ text: 'x' }] }], usage: { input_tokens: 3, output_tokens: 4, output_tokens_details: { reasoning_tokens: 2 } } }), said('gpt-5', 3, 4)],
  ['a streamed chat completion', 'openai', true, events(chunk, chunk, { ...chunk, choices: [], usage }, '[DONE]'), said('gpt-4o', 12, 34)],
  ['a streamed chat completion that was not asked for its usage', 'openai', true, events(chunk, chunk, '[DONE]'), { model: 'gpt-4o', inputTokens: null, outputTokens: null }],
  ['a streamed response', 'openai', true, named({ type: 'response.created', response: { model: 'gpt-5', usage: null } } as never, { type: 'response.completed', response: { model: 'gpt-5', output: [{ usage: { input_tokens: 1 } }], usage: { input_tokens: 3, output_tokens: 4 } } } as never), said('gpt-5', 3, 4)],
  ['a message', 'anthropic', false, JSON.stringify({ type: 'message', model: 'claude-haiku-4-5', content: [{ text: '"}' }], usage: { input_tokens: 1, cache_read_input_tokens: 2, output_tokens: 3, server_tool_use: { web_search_requests: 9 } } }), said('claude-haiku-4-5', 3, 3)],
  ['a streamed message', 'anthropic', true, named(start, { type: 'content_block_delta', delta: { text: '\n\n' } } as never, { type: 'message_delta', delta: {}, usage: { output_tokens: 15 } } as never, { type: 'message_delta', usage: { output_tokens: 42 } } as never, { type: 'message_stop' }), said('claude-sonnet-4', 20, 42)],
  ['a streamed message that broke off', 'anthropic', true, `${named(start)}event: message_delta\ndata: {"type":"message_delta","usage":{"output_to`, said('claude-sonnet-4', 20, 1)],
  ['content', 'gemini', false, JSON.stringify(piece(5)), said('gemini-2.5-flash', 8, 7)],
  ['streamed content as a list', 'gemini', false, `[${JSON.stringify(piece(1))},\r\n${JSON.stringify(piece(30), null, 1)}]`, said('gemini-2.5-flash', 8, 32)],
  ['streamed content as events', 'gemini', true, events(piece(1), piece(9)), said('gemini-2.5-flash', 8, 11)],
  ['what is no JSON', 'openai', false, '<html>{"usage": {"prompt_tokens": oops}}', { model: null, inputTokens: null, outputTokens: null }],
  ['odd counts', 'openai', false, JSON.stringify({ model: 7, usage: { prompt_tokens: -1, completion_tokens: 1.5, input_tokens: '3' } }), { model: null, inputTokens: null, outputTokens: null }],
  ['a name that cannot be written down', 'openai', false, JSON.stringify({ model: 'a\u0000b', usage }), { model: null, inputTokens: 12, outputTokens: 34 }],
  ['half a character for a name', 'anthropic', false, '{"model":"a\\ud800","usage":{"input_tokens":1,"output_tokens":2}}', { model: null, inputTokens: 1, outputTokens: 2 }],
  ['nothing', 'anthropic', true, '', { model: null, inputTokens: null, outputTokens: null }],
];

describe('the tokens of', () => {
  test.each(answers)('%s are those that it reports', (_what, shape, isEventStream, text, expected) => {
    expect(read(shape, text, isEventStream)).toEqual(expected);
  });

  test.each(answers)('%s are the same however it is cut', (_what, shape, isEventStream, text, expected) => {
    fc.assert(fc.property(fc.array(fc.nat(), { maxLength: 40 }), (cuts) => void expect(read(shape, text, isEventStream, cuts)).toEqual(expected)), { numRuns: 60 });
    expect(read(shape, text, isEventStream, [...new TextEncoder().encode(text).keys()])).toEqual(expected);
  });

  test('any JSON around them are found at the top, and nowhere else', () => {
    const around = fc.dictionary(fc.string({ unit: 'binary' }).filter((key) => !['usage', 'model', 'response', '__proto__'].includes(key)), fc.jsonValue());
    fc.assert(
      fc.property(around, around, fc.nat(10_000), fc.nat(10_000), fc.constantFrom(0, 1, 2), fc.array(fc.nat(), { maxLength: 8 }), (before, after, prompt_tokens, completion_tokens, space, cuts) => {
        const text = JSON.stringify({ ...before, nested: { before, usage: { prompt_tokens: 77 } }, usage: { prompt_tokens, completion_tokens }, model: 'm', rest: after }, null, space);
        expect(read('openai', text, false, cuts)).toEqual(said('m', prompt_tokens, completion_tokens));
      }),
      { numRuns: 300 },
    );
  });

  test('an answer of 50 MB are read without keeping it', () => {
    const reader = usageReader('openai', false);
    const before = process.memoryUsage().heapUsed;
    const piece = new TextEncoder().encode(`${'0.123456789,'.repeat(50_000)}`);
    reader.push(new TextEncoder().encode('{"data":[{"embedding":['));
    for (let i = 0; i < 84; i += 1) reader.push(piece);
    reader.push(new TextEncoder().encode('0]}],"model":"m","usage":{"prompt_tokens":5}}'));
    expect(reader.usage()).toEqual(said('m', 5, 0));
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(20_000_000);
  });
});
