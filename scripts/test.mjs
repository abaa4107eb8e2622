// `npm test`: everything that must hold, on a fresh clone too. Plain Node, so that it can install first.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { findRedis } from './find-redis.mjs';
import { install } from './install.mjs';
import { closingLine, closingTable, redisLine, shapesLine, totalsOfPlaywright, totalsOfShapes, totalsOfVitest } from './test-totals.mjs';

const root = path.resolve(import.meta.dirname, '..');
const results = path.join(root, 'test-results');
const modules = (file) => path.join(root, 'node_modules', file);
const minute = 60_000;

const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => name !== 'NODE_ENV' && name !== 'FORCE_COLOR'));
/** Every Stripe sandbox of every test holds its answers and events to the SDK's types and counts them here. */
const shapes = path.join(results, 'stripe-shapes');
const env = { ...inherited, NO_COLOR: '1', NEXT_TELEMETRY_DISABLED: '1', STRIPE_SANDBOX_VALIDATE: shapes };

/** Runs one program to its end, keeping what it prints. A program that takes too long is ended with all it started. */
const run = (args, { extra = {}, minutes = 15 } = {}) =>
  new Promise((resolve) => {
    const child = spawn(process.execPath, args, { cwd: root, env: { ...env, ...extra }, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    let output = '';
    const keep = (chunk) => {
      output = (output + chunk.toString('utf8')).slice(-400_000);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    const endAll = (signal) => {
      try {
        process.kill(-child.pid, signal);
      } catch {
        child.kill(signal);
      }
    };
    const late = setTimeout(() => {
      output += `\nEnded after ${minutes} minutes.`;
      endAll('SIGKILL');
    }, minutes * minute);
    const leave = () => endAll('SIGKILL');
    process.once('exit', leave);
    child.once('close', (code) => {
      clearTimeout(late);
      process.off('exit', leave);
      resolve({ ok: code === 0, output });
    });
  });

const vitest = (project, options) => async () => {
  const file = path.join(results, `${project}.json`);
  const args = [modules('vitest/vitest.mjs'), 'run', '--project', project, '--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  return { ...(await run(args, options)), totals: totalsOf(file, totalsOfVitest) };
};

const totalsOf = (file, read) => (existsSync(file) ? read(JSON.parse(readFileSync(file, 'utf8'))) : { passed: 0, failed: 0 });

const browser = async () => {
  const { findChromium } = await import('./find-chromium.mjs');
  const chromium = await findChromium();
  if (!chromium) return { ok: false, output: 'No Chromium: none is installed and none could be downloaded. Install one and set CHROMIUM_PATH to it.', totals: { passed: 0, failed: 0 } };
  const file = path.join(results, 'browser.json');
  const outcome = await run([modules('@playwright/test/cli.js'), 'test'], { extra: { CHROMIUM_PATH: chromium }, minutes: 40 });
  return { ...outcome, totals: totalsOf(file, totalsOfPlaywright) };
};

const generate = async () => {
  const { generateClient } = await import('./start/build.ts');
  await generateClient(() => {});
  return run([modules('next/dist/bin/next'), 'typegen']);
};

/** One after the other; those of one line side by side. */
const stages = [
  [['Generated code', generate]],
  [['Lint', () => run([modules('eslint/bin/eslint.js'), '.', '--max-warnings', '0'])], ['Types', () => run([modules('typescript/bin/tsc'), '--noEmit'])]],
  [['Unit tests', vitest('unit')]],
  [['Integration tests', vitest('integration', { minutes: 40 })]],
  [['Crash tests', vitest('crash', { minutes: 40 })], ['Product tests', vitest('product', { minutes: 40 })]],
  [['Browser tests', browser]],
];

/** Counts nothing is a failure too: then nothing was held to anything. */
const judgedShapes = () => {
  const files = existsSync(shapes) ? readdirSync(shapes) : [];
  const totals = totalsOfShapes(files.map((file) => JSON.parse(readFileSync(path.join(shapes, file), 'utf8'))));
  return { ok: totals.invalid === 0 && totals.answers > 0 && totals.events > 0, totals };
};

/** A step that runs tests must have run some, and all must have passed. */
const judged = (outcome) => {
  if (!outcome.totals) return outcome;
  const { passed, failed } = outcome.totals;
  if (outcome.ok && passed + failed === 0) return { ...outcome, ok: false, output: `${outcome.output}\nNo test ran.` };
  return { ...outcome, ok: outcome.ok && failed === 0 };
};

await install();
const redis = findRedis();
if (redis) env.REDIS_SERVER_PATH = redis;
await import('tsx');
rmSync(results, { recursive: true, force: true });
mkdirSync(results, { recursive: true });
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(130));

const rowOf = async ([name, work]) => {
  console.log(`  ${name} …`);
  const startedAt = Date.now();
  const outcome = judged(await work().catch((error) => ({ ok: false, output: String(error?.message ?? error) })));
  return { name, ms: Date.now() - startedAt, ...outcome };
};

const rows = [];
for (const stage of stages) rows.push(...(await Promise.all(stage.map(rowOf))));
for (const { name, output } of rows.filter((row) => !row.ok)) console.log(`\n${'─'.repeat(20)} ${name}\n${output.trim()}`);
const stripe = judgedShapes();
for (const message of stripe.totals.messages) console.log(`  ${message}`);
console.log(`\n${closingTable(rows)}\n`);
console.log(`${shapesLine(stripe.totals)}\n`);
console.log(`${redisLine(redis)}\n`);
console.log(closingLine(rows));
process.exit(stripe.ok && rows.every((row) => row.ok) ? 0 : 1);
