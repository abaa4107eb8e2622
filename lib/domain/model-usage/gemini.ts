import { countsIn, modelIn, sumOf, type UsageShape } from './usage-shape';

/** `generateContent`, and `streamGenerateContent` as a list or as events: each piece tells all tokens so far. Thoughts are output. */
export const geminiUsage: UsageShape = {
  names: ['modelVersion', 'usageMetadata'],
  reader: () => {
    let model: string | null = null;
    let counts: Record<string, number> = {};
    return {
      take(name, value) {
        if (name === 'modelVersion') model = modelIn(value) ?? model;
        else counts = { ...counts, ...countsIn(value) };
      },
      usage() {
        const inputTokens = sumOf(counts.promptTokenCount, counts.toolUsePromptTokenCount);
        const output = sumOf(counts.candidatesTokenCount, counts.thoughtsTokenCount);
        return { model, inputTokens, outputTokens: output ?? (inputTokens === null ? null : 0) };
      },
    };
  },
};

/** The model that an address names: `/models/<model>:generateContent`. */
export const geminiModelOf = (path: string): string | null => modelIn(/\/models\/([^/:]+):\w+$/.exec(path)?.[1]);
