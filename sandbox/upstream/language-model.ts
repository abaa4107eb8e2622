import { fieldOf, idOf, textOf, type Call, type Json } from './call';

const reply = 'Hello from the example model. This answer is always the same length, so that its cost can be checked.';
const words = reply.split(' ');
const created = 1_767_225_600;

/** About four characters a token, at least one: near enough to real tokenizers, and easy to check by hand. */
export const tokensOf = (text: string): number => Math.max(1, Math.ceil(text.length / 4));

const promptOf = (call: Call): string => {
  const messages = fieldOf(call, 'messages');
  if (!Array.isArray(messages)) return textOf(call, 'prompt', '');
  return messages.map((one: unknown) => JSON.stringify((one as Json | null)?.content ?? '').replace(/^"|"$/g, '')).join('\n');
};

export const wantsStream = (call: Call): boolean => fieldOf(call, 'stream') === true;

const usageOf = (call: Call) => {
  const prompt_tokens = tokensOf(promptOf(call));
  const completion_tokens = tokensOf(reply);
  return { prompt_tokens, completion_tokens, total_tokens: prompt_tokens + completion_tokens };
};

const chatHead = (call: Call, object: string): Json => ({
  id: idOf('chatcmpl', promptOf(call)), object, created, model: textOf(call, 'model', 'example-1'),
});

/** `POST /v1/chat/completions`, in the shape that OpenAI's clients read. */
export const chatCompletion = (call: Call): Json => ({
  ...chatHead(call, 'chat.completion'),
  choices: [{ index: 0, message: { role: 'assistant', content: reply }, finish_reason: 'stop' }],
  usage: usageOf(call),
});

/** The same as server-sent events; the usage comes last when `stream_options.include_usage` asks for it. */
export const chatCompletionEvents = (call: Call): string[] => {
  const head = chatHead(call, 'chat.completion.chunk');
  const chunk = (delta: Json, finish_reason: string | null) => ({ ...head, choices: [{ index: 0, delta, finish_reason }] });
  const options = fieldOf(call, 'stream_options') as Json | undefined;
  const usage = options?.include_usage === true ? [{ ...head, choices: [], usage: usageOf(call) }] : [];
  const chunks = [
    chunk({ role: 'assistant', content: '' }, null),
    ...words.map((word, i) => chunk({ content: i === 0 ? word : ` ${word}` }, null)),
    chunk({}, 'stop'),
    ...usage,
  ];
  return [...chunks.map((one) => `data: ${JSON.stringify(one)}\n\n`), 'data: [DONE]\n\n'];
};

/** `POST /v1/messages`, in the shape that Anthropic's clients read. */
export const message = (call: Call): Json => ({
  id: idOf('msg', promptOf(call)), type: 'message', role: 'assistant', model: textOf(call, 'model', 'example-1'),
  content: [{ type: 'text', text: reply }], stop_reason: 'end_turn', stop_sequence: null,
  usage: { input_tokens: tokensOf(promptOf(call)), output_tokens: tokensOf(reply) },
});

/** The same as server-sent events: input tokens in the first event, output tokens near the end. */
export const messageEvents = (call: Call): string[] => {
  const whole = message(call);
  const input_tokens = tokensOf(promptOf(call));
  const events: Json[] = [
    { type: 'message_start', message: { ...whole, content: [], stop_reason: null, usage: { input_tokens, output_tokens: 1 } } },
    { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
    ...words.map((word, i) => ({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: i === 0 ? word : ` ${word}` } })),
    { type: 'content_block_stop', index: 0 },
    { type: 'message_delta', delta: { stop_reason: 'end_turn', stop_sequence: null }, usage: { output_tokens: tokensOf(reply) } },
    { type: 'message_stop' },
  ];
  return events.map((one) => `event: ${String(one.type)}\ndata: ${JSON.stringify(one)}\n\n`);
};

/** `POST /v1/generate`: the default catalogue's own, simpler shape. */
export const generate = (call: Call): Json => ({
  id: idOf('gen', promptOf(call)), model: textOf(call, 'model', 'example-1'), text: reply, usage: usageOf(call),
});
