import type { ModelShape } from '@/lib/domain/catalog';
import { anthropicUsage } from './anthropic';
import { eventData } from './event-data';
import { geminiUsage } from './gemini';
import { JsonFields } from './json-fields';
import { openaiUsage } from './openai';
import type { ModelUsage, UsageShape } from './usage-shape';

const shapes: Record<ModelShape, UsageShape> = { openai: openaiUsage, anthropic: anthropicUsage, gemini: geminiUsage };

export type UsageReader = { push(bytes: Uint8Array): void; usage(): ModelUsage };

/** Reads the tokens out of an answer as it passes, whole or as an event stream, however it is cut into pieces. It keeps next to nothing of it. */
export const usageReader = (shape: ModelShape, isEventStream: boolean): UsageReader => {
  const { names, reader } = shapes[shape];
  const { take, usage } = reader();
  const fields = new JsonFields(new Set(names), take);
  const push = (byte: number): void => fields.push(byte);
  const next = isEventStream ? eventData(push, () => fields.reset()) : push;
  return {
    push: (bytes) => {
      for (const byte of bytes) next(byte);
    },
    usage,
  };
};
