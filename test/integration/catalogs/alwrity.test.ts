import { expect, test } from 'vitest';
import { loadCatalog } from '@/lib/catalogs/load-catalog';
import { operationResolver } from '@/lib/domain/operations';
import { makeApiKey, makeWorkspace, testDatabase } from '@/test/harness';
import { meterOf, question } from '@/test/integration/usage/meter';

const database = testDatabase('alwrity');
const catalog = loadCatalog('alwrity');

test.each([
  ['/openai/v1/chat/completions', 'openai', { openai_calls: 1 }], ['/openai/v1/responses', 'openai', { openai_calls: 1 }], ['/openai/v1/embeddings', 'openai', { openai_calls: 1 }],
  ['/anthropic/v1/messages', 'anthropic', { anthropic_calls: 1 }], ['/gemini/v1beta/models/gemini-2.5-flash:generateContent', 'gemini', { gemini_calls: 1 }],
  ['/gemini/v1beta/models/gemini-2.5-flash:streamGenerateContent', 'gemini', { gemini_calls: 1 }], ['/mistral/v1/chat/completions', 'mistral', { mistral_calls: 1 }],
  ['/deepseek/v1/chat/completions', 'deepseek', { deepseek_calls: 1 }],
])('%s is a call to %s, whose tokens and cost are measured', async (path, provider, weights) => {
  const resolved = operationResolver(catalog)({ method: 'POST', path, headers: {} });
  expect(resolved).toMatchObject({ weights, measured: [`${provider}_tokens`, 'cost'] });
  expect(catalog.operations[resolved?.operation ?? '']?.model?.provider).toBe(provider);
  const { id } = await makeWorkspace(database.it, { catalog: 'alwrity' });
  const { key } = await makeApiKey(database.it, id);
  expect(await meterOf(database.it, 'alwrity')([await question(key, `POST ${path}`)])).toMatchObject([{ allowed: true, units: weights }]);
});
