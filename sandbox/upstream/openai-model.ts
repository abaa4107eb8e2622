import { fieldOf, idOf, type Call, type Json } from './call';
import { created, event, modelOf, promptOf, reply, tokensOfCall, words } from './model-call';

const usageOf = (call: Call) => {
  const { input, output } = tokensOfCall(call);
  return { prompt_tokens: input, completion_tokens: output, total_tokens: input + output };
};

const head = (call: Call, object: string): Json => ({ id: idOf('chatcmpl', promptOf(call)), object, created, model: modelOf(call) });

/** `POST …/chat/completions`, in the shape that OpenAI's clients read. */
export const chatCompletion = (call: Call): Json => ({
  ...head(call, 'chat.completion'), choices: [{ index: 0, message: { role: 'assistant', content: reply, refusal: null }, logprobs: null, finish_reason: 'stop' }], usage: usageOf(call),
});

/** The same as server-sent events; the usage comes last when `stream_options.include_usage` asks for it. */
export const chatCompletionEvents = (call: Call): string[] => {
  const options = fieldOf(call, 'stream_options') as Json | undefined;
  const asksUsage = options?.include_usage === true;
  const chunk = (delta: Json, finish_reason: string | null) => ({ ...head(call, 'chat.completion.chunk'), choices: [{ index: 0, delta, finish_reason }], ...(asksUsage && { usage: null }) });
  const chunks = [
    chunk({ role: 'assistant', content: '' }, null), ...words.map((content) => chunk({ content }, null)), chunk({}, 'stop'),
    ...(asksUsage ? [{ ...head(call, 'chat.completion.chunk'), choices: [], usage: usageOf(call) }] : []),
  ];
  return [...chunks.map((one) => event(one)), event('[DONE]')];
};

const output = [{ id: 'msg_1', type: 'message', status: 'completed', role: 'assistant', content: [{ type: 'output_text', text: reply, annotations: [] }] }];

/** `POST …/responses`. */
export const response = (call: Call): Json => {
  const { input, output: out } = tokensOfCall(call);
  return {
    id: idOf('resp', promptOf(call)), object: 'response', created_at: created, status: 'completed', error: null, model: modelOf(call), output,
    usage: { input_tokens: input, input_tokens_details: { cached_tokens: 0 }, output_tokens: out, output_tokens_details: { reasoning_tokens: 0 }, total_tokens: input + out },
  };
};

export const responseEvents = (call: Call): string[] => {
  const whole = response(call);
  const begun = { ...whole, status: 'in_progress', output: [], usage: null };
  const events: Json[] = [
    { type: 'response.created', response: begun }, { type: 'response.in_progress', response: begun },
    { type: 'response.output_item.added', output_index: 0, item: { ...output[0], status: 'in_progress', content: [] } },
    { type: 'response.content_part.added', item_id: 'msg_1', output_index: 0, content_index: 0, part: { type: 'output_text', text: '', annotations: [] } },
    ...words.map((delta) => ({ type: 'response.output_text.delta', item_id: 'msg_1', output_index: 0, content_index: 0, delta })),
    { type: 'response.output_text.done', item_id: 'msg_1', output_index: 0, content_index: 0, text: reply },
    { type: 'response.output_item.done', output_index: 0, item: output[0] },
    { type: 'response.completed', response: whole },
  ];
  return events.map((one, sequence_number) => event({ ...one, sequence_number }, String(one.type)));
};

/** `POST …/embeddings`: numbers in a list, or as their bytes when `encoding_format` says so, which is what OpenAI's clients ask for. */
export const embeddings = (call: Call): Json => {
  const input = fieldOf(call, 'input');
  const vector = Float32Array.from([0.25, -0.5, 0.125, 1]);
  const embedding = fieldOf(call, 'encoding_format') === 'base64' ? Buffer.from(vector.buffer).toString('base64') : [...vector];
  const tokens = tokensOfCall(call).input;
  return {
    object: 'list', data: (Array.isArray(input) ? input : [input]).map((_, index) => ({ object: 'embedding', index, embedding })), model: modelOf(call), usage: { prompt_tokens: tokens, total_tokens: tokens },
  };
};

export const models = (): Json => ({ object: 'list', data: ['example-1', 'example-1-mini'].map((id) => ({ id, object: 'model', created, owned_by: 'example' })) });

/** `POST /v1/generate`: the default catalogue's own, simpler shape. */
export const generate = (call: Call): Json => ({ id: idOf('gen', promptOf(call)), model: modelOf(call), text: reply, usage: usageOf(call) });

/** `POST /chat/messages`: an assistant's own shape, which says what it took as OpenAI's does. */
export const assistantMessage = (call: Call): Json => ({
  messageId: idOf('msg', promptOf(call)), reply: 'Bonjour ! Voici ce que j’ai trouvé.', sources: [{ title: 'Guide fiscal', page: 14 }], model: 'mistral-small-latest', usage: usageOf(call),
});
