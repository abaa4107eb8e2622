/** One call of a trace: when it was made, and the tokens that went in and came out. */
export type TraceRow = { atMs: number; input: number; output: number };

/** What replaces a model that a trace does not name. */
export type Replayed = TraceRow & { provider: string; model: string; isStreamed: boolean };

/** Taken in turns, one per row. */
export const models: readonly (readonly [provider: string, model: string])[] = [
  ['openai', 'gpt-4o'], ['anthropic', 'claude-sonnet-4-5'], ['gemini', 'gemini-2.5-flash'], ['mistral', 'mistral-large-latest'],
  ['openai', 'gpt-4o-mini'], ['anthropic', 'claude-haiku-4-5'], ['gemini', 'gemini-2.5-pro'], ['deepseek', 'deepseek-chat'],
];

/** The rule: row n (from 0) goes to model n modulo 8; every second round of eight is streamed. */
export const replayed = (row: TraceRow, n: number): Replayed => {
  const [provider, model] = models[n % models.length] ?? ['openai', 'gpt-4o'];
  return { ...row, provider, model, isStreamed: Math.floor(n / models.length) % 2 === 1 };
};

/** Reads `TIMESTAMP,ContextTokens,GeneratedTokens`, in whichever order its first line names them. Throws at a line that it cannot read. */
export const parseTrace = (text: string): TraceRow[] => {
  const [head = '', ...lines] = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  const names = head.split(',').map((name) => name.trim().replace(/^\uFEFF/, '').toLowerCase());
  const [at, input, output] = ['timestamp', 'contexttokens', 'generatedtokens'].map((name) => names.indexOf(name));
  if (at === undefined || input === undefined || output === undefined || Math.min(at, input, output) < 0) throw new Error(`The first line names no TIMESTAMP, ContextTokens and GeneratedTokens: "${head.slice(0, 80)}"`);
  return lines.map((line, i) => {
    const cells = line.split(',').map((cell) => cell.trim());
    const atMs = timeOf(cells[at] ?? '');
    const [inputTokens, outputTokens] = [countOf(cells[input]), countOf(cells[output])];
    if (Number.isNaN(atMs) || inputTokens === null || outputTokens === null) throw new Error(`Line ${i + 2} cannot be read: "${line.slice(0, 80)}"`);
    return { atMs, input: inputTokens, output: outputTokens };
  });
};

/** `2023-11-16 18:17:03.9799600` is in UTC. */
const timeOf = (text: string): number => Date.parse(`${text.replace(' ', 'T').replace(/(\.\d{3})\d+/, '$1')}${/(Z|[+-]\d\d:?\d\d)$/.test(text) ? '' : 'Z'}`);

const countOf = (text: string | undefined): number | null => (text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : null);
