import http from 'node:http';
import type { Replayed } from './trace';

const messages = [{ role: 'user', content: 'A prompt of the trace, of which only its length is known.' }];

/** A row as the provider's own client would ask for it. */
const requestOf = ({ provider, model, isStreamed }: Replayed): { path: string; body: object } => {
  switch (provider) {
    case 'anthropic':
      return { path: '/anthropic/v1/messages', body: { model, max_tokens: 4_096, messages, stream: isStreamed } };
    case 'gemini':
      return { path: `/gemini/v1beta/models/${model}:${isStreamed ? 'streamGenerateContent?alt=sse' : 'generateContent'}`, body: { contents: [{ role: 'user', parts: [{ text: messages[0]?.content }] }] } };
    default:
      return { path: `/${provider}/v1/chat/completions`, body: { model, messages, ...(isStreamed && { stream: true, stream_options: { include_usage: true } }) } };
  }
};

export type Made = { ok: boolean; status: number; problem: string; retryAfterSeconds: number };

/** Makes calls over kept connections. The example API takes as many tokens as it is told. */
export const caller = (url: string, connections: number) => {
  const agent = new http.Agent({ keepAlive: true, maxSockets: connections });
  const make = (row: Replayed, key: string, requestId: string): Promise<Made> =>
    new Promise((resolve) => {
      const { path, body } = requestOf(row);
      const text = JSON.stringify(body);
      const failed = (problem: string) => resolve({ ok: false, status: 0, problem, retryAfterSeconds: 0 });
      const request = http.request(`${url}/gateway${path}`, {
        method: 'POST', agent,
        headers: {
          authorization: `Bearer ${key}`, 'x-request-id': requestId, 'content-type': 'application/json', 'content-length': Buffer.byteLength(text),
          'x-sandbox-input-tokens': String(row.input), 'x-sandbox-output-tokens': String(row.output),
        },
      });
      request.on('error', (error) => failed(error.message));
      request.on('response', (response) => {
        const status = response.statusCode ?? 0;
        let problem = '';
        response.on('data', (chunk: Buffer) => {
          if (status >= 400 && problem.length < 2_000) problem += chunk.toString('utf8');
        });
        response.on('error', (error) => failed(error.message));
        response.on('end', () => resolve({ ok: status === 200 && response.complete, status, problem, retryAfterSeconds: Number(response.headers['retry-after'] ?? 1) }));
      });
      request.end(text);
    });
  return { make, close: () => agent.destroy() };
};
