import Anthropic from '@anthropic-ai/sdk';
import OpenAI from 'openai';
import { beforeAll, describe, expect, test } from 'vitest';
import { ask, upstreamStats } from '@/test/product/books';

/** A door to the gateway with the catalogue `alwrity`, and how customers are made behind it. */
export type ModelWorld = { url: string; databaseUrl: string; upstreamUrl: string; customer(plan: string): Promise<Customer> };
type Customer = { key: string; workspaceId: string };

/** What the official clients of OpenAI and Anthropic, and Gemini's REST, find behind a door: their own API, and every token counted. */
export const describeModelClients = (world: () => ModelWorld): void => {
  let rich: Customer;
  beforeAll(async () => {
    rich = await world().customer('pro');
  });

  const openaiOf = ({ key }: Pick<Customer, 'key'>) => new OpenAI({ apiKey: key, baseURL: `${world().url}/gateway/openai/v1`, maxRetries: 0 });
  const anthropicOf = ({ key }: Pick<Customer, 'key'>) => new Anthropic({ apiKey: key, baseURL: `${world().url}/gateway/anthropic`, maxRetries: 0 });
  const takes = (input: number, output: number, more: Record<string, string> = {}) => ({ headers: { 'x-sandbox-input-tokens': String(input), 'x-sandbox-output-tokens': String(output), ...more } });
  const messages = [{ role: 'user' as const, content: 'Say hello' }];

  type Row = { operation: string; outcome: string; provider: string | null; model: string | null; input: number | null; output: number | null; cost: number | null; units: Record<string, number> };

  /** The newest call of a workspace, once its outcome is written. */
  const last = async ({ workspaceId }: Customer): Promise<Row | undefined> => {
    const read = () => ask<Row>(world(), `SELECT operation, outcome, provider, model, input_tokens::int AS input, output_tokens::int AS output, cost_micros::int AS cost, units FROM usage_events WHERE workspace_id = $1 ORDER BY occurred_at DESC, id DESC LIMIT 1`, [workspaceId]);
    await expect.poll(async () => (await read())[0]?.outcome, { timeout: 10_000 }).not.toBe('unknown');
    return (await read())[0];
  };

  /** How often a workspace was refused. */
  const asked = async ({ workspaceId }: Customer): Promise<{ total: number }> => (await ask<{ total: number }>(world(), 'SELECT COALESCE(sum(count), 0)::int AS total FROM refusals WHERE workspace_id = $1', [workspaceId]))[0] ?? { total: NaN };

  describe('OpenAI’s client', () => {
    test('completes a chat, whose tokens and cost are counted', async () => {
      const answer = await openaiOf(rich).chat.completions.create({ model: 'gpt-4o-2024-08-06', messages }, takes(4_808, 10));
      expect(answer.choices[0]?.message.content).toContain('Hello');
      expect(answer.usage).toMatchObject({ prompt_tokens: 4_808, completion_tokens: 10 });
      expect(await last(rich)).toEqual({ operation: 'openai_chat', outcome: 'succeeded', provider: 'openai', model: 'gpt-4o-2024-08-06', input: 4_808, output: 10, cost: 12_120, units: { openai_calls: 1, openai_tokens: 4_818, cost: 12_120 } });
    });

    test.each(['', 'gzip', 'br', 'deflate'])('streams a chat, whose tokens are read from its end (%s)', async (encoding) => {
      const stream = await openaiOf(rich).chat.completions.create({ model: 'gpt-4o-mini', messages, stream: true, stream_options: { include_usage: true } }, takes(1_000, 500, { 'x-sandbox-encoding': encoding }));
      let text = '';
      for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? '';
      expect(text).toContain('Hello from the example model.');
      expect(await last(rich)).toMatchObject({ model: 'gpt-4o-mini', input: 1_000, output: 500, cost: 450, units: { openai_calls: 1, openai_tokens: 1_500, cost: 450 } });
    });

    test('streams a chat that does not ask for its usage: as it came, counted as a call of unknown cost', async () => {
      const stream = await openaiOf(rich).chat.completions.create({ model: 'gpt-4o', messages, stream: true }, takes(7, 7));
      const chunks = [];
      for await (const chunk of stream) chunks.push(chunk);
      expect(chunks.some((chunk) => 'usage' in chunk)).toBe(false);
      expect(await last(rich)).toMatchObject({ outcome: 'succeeded', provider: 'openai', model: 'gpt-4o', input: null, output: null, cost: null, units: { openai_calls: 1 } });
    });

    test('gets responses, whole and streamed, and embeddings', async () => {
      const client = openaiOf(rich);
      expect((await client.responses.create({ model: 'gpt-5', input: 'Say hello' }, takes(20, 30))).output_text).toContain('Hello');
      expect(await last(rich)).toMatchObject({ operation: 'openai_responses', model: 'gpt-5', input: 20, output: 30, cost: 325 });
      const events = [];
      for await (const event of await client.responses.create({ model: 'gpt-5', input: 'Say hello', stream: true }, takes(40, 60))) events.push(event.type);
      expect(events.at(-1)).toBe('response.completed');
      expect(await last(rich)).toMatchObject({ operation: 'openai_responses', model: 'gpt-5', input: 40, output: 60, cost: 650 });
      expect((await client.embeddings.create({ model: 'text-embedding-3-small', input: ['a', 'b'] }, takes(1_000, 0))).data).toHaveLength(2);
      expect(await last(rich)).toMatchObject({ operation: 'openai_embeddings', input: 1_000, output: 0, cost: 20, units: { openai_tokens: 1_000 } });
      expect((await client.models.list()).data).toHaveLength(2);
    });

    test('counts a model that has no price, and shows that its cost is not known', async () => {
      await openaiOf(rich).chat.completions.create({ model: 'gpt-99', messages }, takes(5, 6));
      expect(await last(rich)).toMatchObject({ outcome: 'succeeded', model: 'gpt-99', input: 5, output: 6, cost: null, units: { openai_calls: 1, openai_tokens: 11 } });
    });

    test('is told of its errors in its own words', async () => {
      const poor = await world().customer('free');
      await expect(openaiOf({ key: `${poor.key}x` }).chat.completions.create({ model: 'gpt-4o', messages })).rejects.toBeInstanceOf(OpenAI.AuthenticationError);
      await expect(openaiOf(poor).get('/nothing/here')).rejects.toBeInstanceOf(OpenAI.NotFoundError);
      await openaiOf(poor).chat.completions.create({ model: 'gpt-4o', messages }, takes(50_000, 1));
      await last(poor);
      const refused = await openaiOf(poor).chat.completions.create({ model: 'gpt-4o', messages }).catch((error: unknown) => error);
      expect(refused).toBeInstanceOf(OpenAI.RateLimitError);
      expect((refused as InstanceType<typeof OpenAI.RateLimitError>).headers?.get('x-decision-id')).toMatch(/^dec_/);
    expect((refused as Error).message).toMatch(/^429 50001 of 50000 openai_tokens are used this month/);
    const { total } = await asked(poor);
    await expect(new OpenAI({ apiKey: poor.key, baseURL: `${world().url}/gateway/openai/v1` }).chat.completions.create({ model: 'gpt-4o', messages })).rejects.toBeInstanceOf(OpenAI.RateLimitError);
    await expect.poll(async () => (await asked(poor)).total).toBe(total + 1);
      const failed = openaiOf(rich).chat.completions.create({ model: 'gpt-4o', messages }, { headers: { 'x-sandbox-status': '500' } });
      await expect(failed).rejects.toBeInstanceOf(OpenAI.InternalServerError);
      expect(await last(rich)).toMatchObject({ outcome: 'released', cost: null });
    });
  });

  describe('Anthropic’s client', () => {
    test('gets a message, whole and streamed', async () => {
      const client = anthropicOf(rich);
      const whole = await client.messages.create({ model: 'claude-haiku-4-5', max_tokens: 100, messages }, takes(300, 200));
      expect(whole.content[0]).toMatchObject({ type: 'text', text: expect.stringContaining('Hello') as string });
      expect(await last(rich)).toMatchObject({ operation: 'anthropic_messages', provider: 'anthropic', model: 'claude-haiku-4-5', input: 300, output: 200, cost: 1_300, units: { anthropic_calls: 1, anthropic_tokens: 500, cost: 1_300 } });
      const streamed = await client.messages.stream({ model: 'claude-haiku-4-5', max_tokens: 100, messages }, takes(30, 20)).finalMessage();
      expect(streamed.usage).toMatchObject({ input_tokens: 30, output_tokens: 20 });
      expect(await last(rich)).toMatchObject({ model: 'claude-haiku-4-5', input: 30, output: 20, cost: 130 });
    });

    test('that leaves a stream has its input counted, which was reported by then, and the upstream is told', async () => {
      const { aborted } = await upstreamStats(world());
      const stream = await anthropicOf(rich).messages.create({ model: 'claude-haiku-4-5', max_tokens: 100, messages, stream: true }, takes(1_000, 500, { 'x-sandbox-chunk-delay-ms': '500' }));
      for await (const event of stream) {
        if (event.type === 'content_block_delta') break;
      }
      stream.controller.abort();
      await expect.poll(async () => (await upstreamStats(world())).aborted).toBe(aborted + 1);
      expect(await last(rich)).toMatchObject({ outcome: 'aborted', input: 1_000, output: 1, cost: 1_005, units: { anthropic_calls: 1, anthropic_tokens: 1_001 } });
    });

    test('whose upstream breaks off pays for what was reported by then', async () => {
      const stream = anthropicOf(rich).messages.stream({ model: 'claude-haiku-4-5', max_tokens: 100, messages }, takes(1_000, 500, { 'x-sandbox-break-after': '4' }));
      await expect(stream.finalMessage()).rejects.toThrow();
      expect(await last(rich)).toMatchObject({ outcome: 'aborted', input: 1_000, output: 1, units: { anthropic_calls: 1, anthropic_tokens: 1_001 } });
    });

    test('is told of its errors in its own words', async () => {
      await expect(anthropicOf({ key: 'tg_live_nothing' }).messages.create({ model: 'claude-haiku-4-5', max_tokens: 1, messages })).rejects.toBeInstanceOf(Anthropic.AuthenticationError);
      const poor = await world().customer('free');
      await anthropicOf(poor).messages.create({ model: 'claude-haiku-4-5', max_tokens: 1, messages }, takes(25_000, 0));
      await last(poor);
      await expect(anthropicOf(poor).messages.create({ model: 'claude-haiku-4-5', max_tokens: 1, messages })).rejects.toBeInstanceOf(Anthropic.RateLimitError);
    });
  });

  test.each([['generateContent', ''], ['streamGenerateContent', ''], ['streamGenerateContent', '?alt=sse']])('Gemini’s %s%s is counted, by the key that Google’s clients send', async (verb, query) => {
    const answer = await fetch(`${world().url}/gateway/gemini/v1beta/models/gemini-2.5-flash:${verb}${query}`, {
      method: 'POST', headers: { 'x-goog-api-key': rich.key, 'content-type': 'application/json', ...takes(1_000_000, 100).headers }, body: JSON.stringify({ contents: [{ parts: [{ text: 'Say hello' }] }] }),
    });
    expect(await answer.text()).toContain('"finishReason"');
    expect(await last(rich)).toMatchObject({ operation: 'gemini_models', provider: 'gemini', model: 'gemini-2.5-flash', input: 1_000_000, output: 100, cost: 300_250, units: { gemini_calls: 1, gemini_tokens: 1_000_100, cost: 300_250 } });
  });
};
