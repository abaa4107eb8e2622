import { idOf, type Call, type Json } from './call';
import { event, modelOf, promptOf, reply, tokensOfCall, words } from './model-call';

/** `POST …/messages`, in the shape that Anthropic's clients read. */
export const message = (call: Call): Json => {
  const { input, output } = tokensOfCall(call);
  return {
    id: idOf('msg', promptOf(call)), type: 'message', role: 'assistant', model: modelOf(call), content: [{ type: 'text', text: reply }], stop_reason: 'end_turn', stop_sequence: null,
    usage: { input_tokens: input, cache_creation_input_tokens: 0, cache_read_input_tokens: 0, output_tokens: output },
  };
};

/** The same as server-sent events: input tokens in the first event, output tokens near the end. */
export const messageEvents = (call: Call): string[] => {
  const { input, output } = tokensOfCall(call);
  const usage = { input_tokens: input, cache_creation_input_tokens: 0, cache_read_input_tokens: 0, output_tokens: Math.min(1, output) };
  const events: Json[] = [
    { type: 'message_start', message: { ...message(call), content: [], stop_reason: null, usage } },
    { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
    { type: 'ping' },
    ...words.map((text) => ({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text } })),
    { type: 'content_block_stop', index: 0 },
    { type: 'message_delta', delta: { stop_reason: 'end_turn', stop_sequence: null }, usage: { output_tokens: output } },
    { type: 'message_stop' },
  ];
  return events.map((one) => event(one, String(one.type)));
};
