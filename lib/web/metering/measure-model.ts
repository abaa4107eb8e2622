import type { Operation } from '@/lib/domain/catalog';
import { geminiModelOf } from '@/lib/domain/model-usage/gemini';
import type { ModelUsage } from '@/lib/domain/model-usage/usage-shape';
import type { Measured } from '@/lib/services/usage/settle';
import { tokenTap } from './token-tap';

type Measure = { push(bytes: Uint8Array): void; end(): Promise<Measured> };

/**
 * Measures a call to a model by what its answer reports. What was not reported is not made up: such a call is counted, its
 * tokens and cost stay unknown, and what was held for it stays taken. `answerHeaders` is a flat list.
 */
export const measureModel = (operation: Operation | undefined, target: string, answerHeaders: string[]): Measure | null => {
  const model = operation?.model;
  if (model === undefined) return null;
  const header = (name: string): string | null => answerHeaders.find((_, i) => i % 2 === 1 && answerHeaders[i - 1]?.toLowerCase() === name) ?? null;
  const tap = tokenTap(model.shape, { contentType: header('content-type'), contentEncoding: header('content-encoding') });
  const named = model.shape === 'gemini' ? geminiModelOf(target.split('?')[0] ?? '') : null;
  return { push: tap.push, end: async () => measuredOf(model, named, await tap.end()) };
};

const measuredOf = ({ provider, tokens, cost }: NonNullable<Operation['model']>, named: string | null, usage: ModelUsage): Measured => {
  const about: Measured = { provider, model: usage.model ?? named ?? undefined };
  if (usage.inputTokens === null && usage.outputTokens === null) return about;
  const [inputTokens, outputTokens] = [usage.inputTokens ?? 0, usage.outputTokens ?? 0];
  return { ...about, inputTokens, outputTokens, units: tokens === undefined ? {} : { [tokens]: inputTokens + outputTokens }, costMeter: cost };
};
