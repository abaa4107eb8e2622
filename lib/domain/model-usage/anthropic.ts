import { countsIn, modelIn, sumOf, type UsageShape } from './usage-shape';

/** Messages, whole or streamed: `message_start` tells the input, each `message_delta` the output so far. Tokens written to and read from the cache are input, too. */
export const anthropicUsage: UsageShape = {
  names: ['model', 'usage', 'message.model', 'message.usage'],
  reader: () => {
    let model: string | null = null;
    let counts: Record<string, number> = {};
    return {
      take(name, value) {
        if (name.endsWith('model')) model = modelIn(value) ?? model;
        else counts = { ...counts, ...countsIn(value) };
      },
      usage: () => ({ model, inputTokens: sumOf(counts.input_tokens, counts.cache_creation_input_tokens, counts.cache_read_input_tokens), outputTokens: sumOf(counts.output_tokens) }),
    };
  },
};
