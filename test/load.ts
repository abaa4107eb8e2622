import http from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';

export type Answer = { status: number; decisionId: string | null; requestId: string; body: string; headers: http.IncomingHttpHeaders };

/** Keeps connections open, so that load is calls and not handshakes. */
export const callerOf = (base: string, key: string, connections = 16) => {
  const agent = new http.Agent({ keepAlive: true, maxSockets: connections });
  const call = (method: string, path: string, headers: Record<string, string> = {}): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const request = http.request(`${base}/gateway${path}`, { method, agent, headers: { authorization: `Bearer ${key}`, ...headers }, timeout: 30_000 }, (response) => {
        let body = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => (body += chunk));
        response.on('error', reject);
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0, body, headers: response.headers,
            decisionId: (response.headers['x-decision-id'] as string | undefined) ?? null, requestId: (response.headers['x-request-id'] as string | undefined) ?? '',
          }),
        );
      });
      request.on('timeout', () => request.destroy(new Error('no answer in 30 seconds')));
      request.on('error', reject);
      request.end();
    });
  return { call, close: () => agent.destroy() };
};

/**
 * A machine that is too busy says 503, and may have counted the call or not. Asking again under the same key tells, as any client
 * would: 200 when the call was made for it, 409 when it had been made before. After a minute the 503 is the answer.
 */
export const decided = async (ask: () => Promise<Answer>): Promise<Answer> => {
  for (const endMs = performance.now() + 60_000; ;) {
    const answer = await ask();
    if (answer.status !== 503 || performance.now() > endMs) return answer;
    await wait(100);
  }
};
