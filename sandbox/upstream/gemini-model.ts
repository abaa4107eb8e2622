import type { Call, Json } from './call';
import { event, reply, tokensOfCall, words } from './model-call';

const nameIn = (call: Call): string => /\/models\/([^/:]+):/.exec(call.path)?.[1] ?? 'example-1';

const piece = (call: Call, text: string, output: number, isLast: boolean): Json => {
  const { input } = tokensOfCall(call);
  return {
    candidates: [{ content: { parts: [{ text }], role: 'model' }, ...(isLast && { finishReason: 'STOP' }), index: 0 }],
    usageMetadata: { promptTokenCount: input, candidatesTokenCount: output, totalTokenCount: input + output }, modelVersion: nameIn(call),
  };
};

/** `POST …/models/<model>:generateContent`, in the shape that Gemini's clients read. */
export const generateContent = (call: Call): Json => piece(call, reply, tokensOfCall(call).output, true);

/** `…:streamGenerateContent`: pieces, each with all tokens so far; as events when `alt=sse` asks for them, else as one list. */
export const generateContentPieces = (call: Call): string[] => {
  const { output } = tokensOfCall(call);
  const pieces = words.map((text, i) => piece(call, text, Math.floor((output * (i + 1)) / words.length), i === words.length - 1));
  if (call.query.get('alt') === 'sse') return pieces.map((one) => event(one));
  return pieces.map((one, i) => `${i === 0 ? '[' : ',\r\n'}${JSON.stringify(one, null, 2)}${i === pieces.length - 1 ? ']' : ''}`);
};

export const embedContent = (): Json => ({ embedding: { values: [0.25, -0.5, 0.125, 1] } });

export const countTokens = (call: Call): Json => ({ totalTokens: tokensOfCall(call).input });
