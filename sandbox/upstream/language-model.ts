import { message, messageEvents } from './anthropic-model';
import type { Call, Json } from './call';
import { countTokens, embedContent, generateContent, generateContentPieces } from './gemini-model';
import { wantsStream } from './model-call';
import { chatCompletion, chatCompletionEvents, embeddings, models, response, responseEvents } from './openai-model';

/** What a model answers: one object, or pieces of a body with their media type. */
export type ModelAnswer = { body: Json } | { pieces: string[]; type: string };

const events = 'text/event-stream; charset=utf-8';
const wholeOrEvents = (whole: (call: Call) => Json, pieces: (call: Call) => string[]) => (call: Call): ModelAnswer => (wantsStream(call) ? { pieces: pieces(call), type: events } : { body: whole(call) });

/** By the end of the address, so that they are found below any provider's prefix. */
const byPattern: readonly [RegExp, (call: Call) => ModelAnswer][] = [
  [/^POST (\/\w+)?(\/v1)?\/chat\/completions$/, wholeOrEvents(chatCompletion, chatCompletionEvents)],
  [/^POST (\/\w+)?\/v1\/responses$/, wholeOrEvents(response, responseEvents)],
  [/^POST (\/\w+)?\/v1\/embeddings$/, (call) => ({ body: embeddings(call) })],
  [/^POST (\/\w+)?\/v1\/messages$/, wholeOrEvents(message, messageEvents)],
  [/^GET (\/\w+)?\/(v1|v1beta)\/models$/, () => ({ body: models() })],
  [/^POST .*\/models\/[^/:]+:generateContent$/, (call) => ({ body: generateContent(call) })],
  [/^POST .*\/models\/[^/:]+:streamGenerateContent$/, (call) => ({ pieces: generateContentPieces(call), type: call.query.get('alt') === 'sse' ? events : 'application/json; charset=utf-8' })],
  [/^POST .*\/models\/[^/:]+:embedContent$/, () => ({ body: embedContent() })],
  [/^POST .*\/models\/[^/:]+:countTokens$/, (call) => ({ body: countTokens(call) })],
];

/** The answer to a call in the shape of OpenAI, Anthropic or Gemini; null to any other call. */
export const modelAnswer = (call: Call): ModelAnswer | null => byPattern.find(([pattern]) => pattern.test(`${call.method} ${call.path}`))?.[1](call) ?? null;
