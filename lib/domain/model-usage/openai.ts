import { countsIn, modelIn, sumOf, type UsageShape } from './usage-shape';

/**
 * Chat completions, completions and embeddings (`prompt_tokens`), responses (`input_tokens`), whole or streamed: a stream
 * tells its usage in its last chunk, when it was asked to, or in `response.completed`. Cached tokens are part of the input.
 */
export const openaiUsage: UsageShape = {
  names: ['model', 'usage', 'response.model', 'response.usage'],
  reader: () => {
    let model: string | null = null;
    let counts: Record<string, number> = {};
    return {
      take(name, value) {
        if (name.endsWith('model')) model = modelIn(value) ?? model;
        else counts = { ...counts, ...countsIn(value) };
      },
      usage() {
        const inputTokens = sumOf(counts.prompt_tokens ?? counts.input_tokens);
        const output = sumOf(counts.completion_tokens ?? counts.output_tokens);
        // Embeddings have no output, and do not say so.
        return { model, inputTokens, outputTokens: output ?? (inputTokens === null ? null : 0) };
      },
    };
  },
};
