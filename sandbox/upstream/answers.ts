import { idOf, numberOf, textOf, type Call, type Json } from './call';
import { assistantMessage, generate } from './openai-model';

type Answer = (call: Call) => Json;

const noAddress = '0x0000000000000000000000000000000000000000';
const chains = ['ethereum', 'bitcoin', 'tron', 'polygon'];
const levels = ['low', 'medium', 'high', 'critical'];

const address = (seed: string): string => `0x${[0, 1, 2, 3, 4].map((i) => numberOf(`${seed}${i}`, 2 ** 32).toString(16).padStart(8, '0')).join('')}`;
const subject = (call: Call): string => textOf(call, 'address', noAddress);

const riskOf = (seed: string) => {
  const score = numberOf(seed, 101);
  return { score, level: levels[Math.min(3, Math.floor(score / 26))] };
};

const hop = (seed: string, depth: number): Json => ({
  from: depth === 0 ? seed : address(`${seed}${depth - 1}`), to: address(`${seed}${depth}`), depth,
  amount: (numberOf(`${seed}${depth}a`, 500_000) / 1_000).toFixed(3), asset: 'ETH', at: '2026-01-15T09:30:00Z',
});

const forensics: Record<string, Answer> = {
  'POST /trace/start': (call) => ({ traceId: idOf('trc', subject(call)), status: 'complete', address: subject(call), chain: textOf(call, 'chain', 'ethereum'), hops: [0, 1, 2].map((depth) => hop(subject(call), depth)) }),
  'POST /trace/expand': (call) => ({ traceId: textOf(call, 'traceId', 'trc_0000001'), hops: [3, 4].map((depth) => hop(subject(call), depth)) }),
  'GET /graph/nodes': (call) => ({ nodes: [0, 1, 2, 3].map((i) => ({ id: address(`${subject(call)}${i}`), label: `Wallet ${i + 1}`, chain: chains[i] })), edges: [[0, 1], [1, 2], [1, 3]].map(([from, to]) => ({ from, to })) }),
  'POST /patterns/detect': (call) => ({ patterns: [{ kind: 'peel_chain', confidence: 0.91, addresses: [address(subject(call))] }, { kind: 'mixer', confidence: 0.42, addresses: [] }] }),
  'POST /agent/query': (call) => ({ answer: 'The funds moved through two exchanges within a day.', question: textOf(call, 'question', ''), sources: [idOf('trc', subject(call))] }),
  'POST /agent/investigate': (call) => ({ investigationId: idOf('inv', subject(call)), status: 'running', steps: ['trace', 'cluster', 'report'] }),
  'GET /risk/score': (call) => ({ address: subject(call), ...riskOf(subject(call)), reasons: ['age of the wallet', 'distance to a known mixer'] }),
  'POST /wallet-scanner/scan': (call) => ({ address: subject(call), balances: [{ asset: 'ETH', amount: '12.504' }, { asset: 'USDT', amount: '980.00' }], transactions: 142, ...riskOf(subject(call)) }),
  'POST /reports/generate': (call) => ({ reportId: idOf('rep', JSON.stringify(call.body ?? null)), status: 'ready', pages: 12, format: textOf(call, 'format', 'pdf') }),
};

const defaults: Record<string, Answer> = {
  'POST /v1/generate': generate,
  'POST /v1/images': (call) => ({ id: idOf('img', textOf(call, 'prompt', '')), width: 1024, height: 1024, format: 'png', url: `https://images.example/${idOf('img', textOf(call, 'prompt', ''))}.png` }),
  'GET /v1/search': (call) => {
    const query = textOf(call, 'q', '');
    return { query, total: numberOf(query, 900) + 3, results: [1, 2, 3].map((rank) => ({ rank, title: `Result ${rank} for ${query || 'everything'}`, url: `https://docs.example/${rank}`, score: 1 - rank / 10 })) };
  },
};

const history: Answer = () => ({ messages: [{ role: 'user', text: 'Bonjour' }, { role: 'assistant', text: 'Bonjour ! Que puis-je faire pour vous ?' }] });

const kauri: Record<string, Answer> = {
  'POST /messages': assistantMessage, 'POST /chat/messages': assistantMessage, 'GET /messages': history, 'GET /chat/messages': history,
  'POST /documents/search': (call) => ({ documents: [1, 2].map((page) => ({ id: idOf('doc', textOf(call, 'query', '')), title: 'Code général des impôts', page, excerpt: '…' })) }),
  'POST /documents/pdf': (call) => ({ documentId: idOf('pdf', JSON.stringify(call.body ?? null)), pages: 3, status: 'ready' }),
  'POST /support/tickets': (call) => ({ ticketId: idOf('tkt', textOf(call, 'text', '')), status: 'open' }),
};

const opsCenter: Record<string, Answer> = {
  'POST /v1/events': () => ({ accepted: 1 }),
  'GET /v1/metrics': () => ({ series: [{ name: 'latency_p99_ms', points: [120, 131, 118] }] }),
  'POST /v1/query': (call) => ({ query: textOf(call, 'query', ''), rows: [{ service: 'checkout', errors: 3 }] }),
  'POST /v1/diagnose': (call) => ({ system: textOf(call, 'system', 'checkout'), cause: 'A slow query after the last deploy', confidence: 0.87 }),
  'POST /v1/forecast': () => ({ metric: 'requests', next24h: [1_200, 1_350, 1_280] }),
};

const exact = new Map<string, Answer>(Object.entries({ ...forensics, ...defaults, ...kauri, ...opsCenter }));

const agent: Answer = (call) => {
  const [, , name = 'agent', operation = 'run'] = call.path.split('/');
  return { agent: name, operation, result: { id: idOf('art', call.path + JSON.stringify(call.body ?? null)), summary: `${name} finished ${operation}.`, steps: 3 }, quality: call.headers['x-quality'] === 'pro' ? 'pro' : 'standard' };
};

const area = (name: string): Answer => (call) => ({ area: name, case: idOf('case', call.path), findings: [0, 1].map((i) => hop(subject(call), i)), ...riskOf(call.path) });

const byPattern: readonly [RegExp, Answer][] = [
  [/^POST \/agents\/[^/]+\/[^/]+$/, agent],
  [/^POST \/projects\/[^/]+\/analyze$/, (call) => ({ projectId: call.path.split('/')[2], screens: 7, issues: [{ kind: 'contrast', count: 2 }], score: 80 + numberOf(call.path, 20) })],
  [/^POST \/workflows\/[^/]+\/run$/, (call) => ({ workflow: call.path.split('/')[2], status: 'done', steps: 4 })],
  [/^POST \/v1\/runbooks\/[^/]+\/run$/, (call) => ({ runbook: call.path.split('/')[3], status: 'done', steps: 5 })],
  [/^\w+ \/v1\/alerts(\/|$)/, (call) => ({ alert: call.path.split('/')[3] ?? null, rules: [{ metric: 'latency_p99_ms', above: 500 }] })],
  [/^\w+ \/investigator(\/|$)/, area('investigator')],
  [/^\w+ \/correlation(\/|$)/, area('correlation')],
];

/** What the example API answers to a call. A path that it does not know is echoed, so that every catalogue can be tried. */
export const answerTo = (call: Call): Json => {
  const route = `${call.method} ${call.path}`;
  const answer = exact.get(route) ?? byPattern.find(([pattern]) => pattern.test(route))?.[1];
  return answer?.(call) ?? { ok: true, method: call.method, path: call.path, note: 'The example API answers any path. Point UPSTREAM_URL to your own API.' };
};
