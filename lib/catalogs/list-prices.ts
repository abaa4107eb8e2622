import type { ModelPrice } from '@/lib/domain/catalog';

/** Dollars for a million tokens of input and of output. */
const usd = (input: number, output: number): ModelPrice => ({ input: Math.round(input * 1_000_000), output: Math.round(output * 1_000_000) });

/**
 * What providers asked in October 2025 by their public lists: standard processing, prompts of up to 200,000 tokens, nothing
 * taken off for cached input. A dated snapshot (`gpt-4o-2024-08-06`) costs what its model costs.
 */
export const modelPrices: Readonly<Record<string, Readonly<Record<string, ModelPrice>>>> = {
  openai: {
    'gpt-5': usd(1.25, 10), 'gpt-5-mini': usd(0.25, 2), 'gpt-5-nano': usd(0.05, 0.4), 'gpt-4.1': usd(2, 8), 'gpt-4.1-mini': usd(0.4, 1.6), 'gpt-4.1-nano': usd(0.1, 0.4),
    'gpt-4o': usd(2.5, 10), 'gpt-4o-mini': usd(0.15, 0.6), 'gpt-4-turbo': usd(10, 30), 'gpt-3.5-turbo': usd(0.5, 1.5), 'o1': usd(15, 60), 'o3': usd(2, 8), 'o3-mini': usd(1.1, 4.4), 'o4-mini': usd(1.1, 4.4),
    'text-embedding-3-small': usd(0.02, 0), 'text-embedding-3-large': usd(0.13, 0), 'text-embedding-ada-002': usd(0.1, 0),
  },
  anthropic: {
    'claude-opus-4-1': usd(15, 75), 'claude-opus-4': usd(15, 75), 'claude-opus-4-0': usd(15, 75), 'claude-sonnet-4-5': usd(3, 15), 'claude-sonnet-4': usd(3, 15), 'claude-sonnet-4-0': usd(3, 15),
    'claude-haiku-4-5': usd(1, 5), 'claude-3-7-sonnet': usd(3, 15), 'claude-3-5-sonnet': usd(3, 15), 'claude-3-5-haiku': usd(0.8, 4), 'claude-3-opus': usd(15, 75), 'claude-3-haiku': usd(0.25, 1.25),
  },
  gemini: {
    'gemini-2.5-pro': usd(1.25, 10), 'gemini-2.5-flash': usd(0.3, 2.5), 'gemini-2.5-flash-lite': usd(0.1, 0.4), 'gemini-2.0-flash': usd(0.1, 0.4), 'gemini-2.0-flash-lite': usd(0.075, 0.3),
    'gemini-1.5-pro': usd(1.25, 5), 'gemini-1.5-flash': usd(0.075, 0.3), 'gemini-1.5-flash-8b': usd(0.0375, 0.15), 'gemini-embedding-001': usd(0.15, 0),
  },
  mistral: {
    'mistral-large': usd(2, 6), 'mistral-medium': usd(0.4, 2), 'mistral-small': usd(0.1, 0.3), 'magistral-medium': usd(2, 5), 'magistral-small': usd(0.5, 1.5), codestral: usd(0.3, 0.9),
    'ministral-8b': usd(0.1, 0.1), 'ministral-3b': usd(0.04, 0.04), 'pixtral-large': usd(2, 6), 'open-mistral-nemo': usd(0.15, 0.15), 'mistral-embed': usd(0.1, 0),
  },
  deepseek: { 'deepseek-chat': usd(0.28, 0.42), 'deepseek-reasoner': usd(0.28, 0.42) },
};
