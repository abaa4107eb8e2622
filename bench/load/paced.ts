import http from 'node:http';

/** Calls at a fixed rate, whether or not earlier ones were answered, the keys in turn. Each line of the answer is one call: milliseconds, or -1 when it failed. */
type Paced = { url: string; keys: string[]; perSecond: number; seconds: number; method: string; path: string; body?: string };

const { url, keys, perSecond, seconds, method, path, body }: Paced = JSON.parse(process.argv[2] ?? '{}') as Paced;
const agent = new http.Agent({ keepAlive: true, maxSockets: 256, scheduling: 'lifo' });
const took: number[] = [];
let [sent, answered] = [0, 0];
const total = Math.round(perSecond * seconds);
/** Beyond this the rate is more than the machine can do, and what waits would fill the memory. */
const mostWaiting = 50_000;

const call = (began = performance.now()): void => {
  const done = (ms: number): void => {
    took.push(ms);
    answered += 1;
    if (answered === total) finish();
  };
  const headers: http.OutgoingHttpHeaders = { authorization: `Bearer ${keys[sent % keys.length]}`, ...(body !== undefined && { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }) };
  const request = http.request(url + path, { method, agent, headers }, (answer) => {
    answer.resume();
    answer.on('end', () => done((answer.statusCode ?? 500) < 400 ? performance.now() - began : -1));
  });
  // A connection that was kept may be closed by the server just as it is used again (nodejs.org/api/http.html#requestreusedsocket).
  request.on('error', (error: NodeJS.ErrnoException) => (request.reusedSocket && error.code === 'ECONNRESET' ? call(began) : done(-1)));
  request.end(body);
};

const finish = (): void => {
  process.stdout.write(JSON.stringify(took), () => process.exit(0));
};

const began = performance.now();
const timer = setInterval(() => {
  const due = Math.min(total, Math.floor(((performance.now() - began) / 1_000) * perSecond));
  if (sent - answered > mostWaiting) throw new Error(`${sent - answered} calls wait for their answers: ${perSecond} a second are too many for this machine now`);
  for (; sent < due; sent += 1) call();
  if (sent === total) clearInterval(timer);
}, 5);
