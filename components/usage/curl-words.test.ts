import { describe, expect, it } from 'vitest';
import { curlWords } from './curl-words';

describe('curlWords', () => {
  it('is a command that can be pasted: method, address, key and body', () => {
    expect(curlWords({ origin: 'http://localhost:3000', method: 'POST', path: '/v1/generate', body: { prompt: 'Say hello' } }, 'tg_test_x')).toBe(
      'curl -X POST http://localhost:3000/gateway/v1/generate \\\n  -H "Authorization: Bearer tg_test_x" \\\n  -H "Content-Type: application/json" \\\n  -d \'{"prompt":"Say hello"}\'',
    );
  });

  it('sends no body where the example has none', () => {
    expect(curlWords({ origin: 'http://localhost:3000', method: 'GET', path: '/v1/search' })).toBe('curl http://localhost:3000/gateway/v1/search \\\n  -H "Authorization: Bearer $API_KEY"');
  });
});
