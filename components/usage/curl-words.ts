export type CallExample = { origin: string; method: string; path: string; body?: unknown };

/** The product's example call through the gateway, for a terminal. `key` is a real key or the name of a variable. */
export const curlWords = ({ origin, method, path, body }: CallExample, key = '$API_KEY'): string => {
  const lines = [`curl${method === 'GET' ? '' : ` -X ${method}`} ${origin}/gateway${path}`, `-H "Authorization: Bearer ${key}"`];
  if (body !== undefined) lines.push('-H "Content-Type: application/json"', `-d '${JSON.stringify(body)}'`);
  return lines.join(' \\\n  ');
};
