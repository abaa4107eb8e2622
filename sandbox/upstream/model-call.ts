import { fieldOf, textOf, type Call, type Json } from './call';

export const reply = 'Hello from the example model. This answer is always the same length, so that its cost can be checked.';
export const words = reply.split(' ').map((word, i) => (i === 0 ? word : ` ${word}`));
export const created = 1_767_225_600;

/** About four characters a token, at least one: near enough to real tokenizers, and easy to check by hand. */
export const tokensOf = (text: string): number => Math.max(1, Math.ceil(text.length / 4));

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

/** What the caller says, in any of the three shapes. */
export const promptOf = (call: Call): string => {
  const messages = [...listOf(fieldOf(call, 'messages')), ...listOf(fieldOf(call, 'contents'))];
  if (messages.length > 0) return messages.map((one) => JSON.stringify((one as Json | null)?.content ?? (one as Json | null)?.parts ?? '').replace(/^"|"$/g, '')).join('\n');
  const input = fieldOf(call, 'input');
  return typeof input === 'string' ? input : input === undefined ? textOf(call, 'prompt', textOf(call, 'text', '')) : JSON.stringify(input);
};

const dictated = (call: Call, header: string): number | null => {
  const given = call.headers[header];
  return typeof given === 'string' && /^\d{1,9}$/.test(given) ? Number(given) : null;
};

/** The tokens of a call: those that `x-sandbox-input-tokens` and `x-sandbox-output-tokens` dictate, else an estimate. */
export const tokensOfCall = (call: Call): { input: number; output: number } => ({
  input: dictated(call, 'x-sandbox-input-tokens') ?? tokensOf(promptOf(call)), output: dictated(call, 'x-sandbox-output-tokens') ?? tokensOf(reply),
});

export const modelOf = (call: Call): string => textOf(call, 'model', 'example-1');
export const wantsStream = (call: Call): boolean => fieldOf(call, 'stream') === true;

/** An event stream's event, named where the provider names them. */
export const event = (data: Json | string, name?: string): string => `${name === undefined ? '' : `event: ${name}\n`}data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`;
