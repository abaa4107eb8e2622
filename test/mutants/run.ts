import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { startPostgres } from '@/scripts/postgres';
import { planted, type Mutant } from './mutant';
import { mutants } from './mutants';

const root = path.resolve(import.meta.dirname, '../..');
const left = new Set(['node_modules', '.next', '.git', '.data', 'test-results']);
const mostMinutes = 10;

type Judged = { passed: number; failed: number; output: string };

/** A copy of the sources in which bugs can be planted; the packages are shared. */
const copySources = (home: string): string => {
  const copy = path.join(home, 'tollgate');
  for (const entry of readdirSync(root)) {
    if (!left.has(entry)) cpSync(path.join(root, entry), path.join(copy, entry), { recursive: true });
  }
  symlinkSync(path.join(root, 'node_modules'), path.join(copy, 'node_modules'));
  return copy;
};

/** Runs test files in the copy; those that need a database after the others. */
const runTests = async (copy: string, files: string[], databaseUrl: string): Promise<Judged> => {
  const all: Judged = { passed: 0, failed: 0, output: '' };
  for (const project of ['unit', 'integration']) {
    const its = files.filter((file) => file.startsWith('test/integration/') === (project === 'integration'));
    if (its.length === 0) continue;
    const judged = await runProject(copy, project, its, databaseUrl);
    all.passed += judged.passed;
    all.failed += judged.failed;
    all.output += judged.output;
  }
  return all;
};

const runProject = (copy: string, project: string, files: string[], databaseUrl: string): Promise<Judged> =>
  new Promise((resolve) => {
    const report = path.join(copy, 'report.json');
    rmSync(report, { force: true });
    const args = [path.join(copy, 'node_modules/vitest/vitest.mjs'), 'run', '--project', project, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...files];
    const child = spawn(process.execPath, args, { cwd: copy, env: { ...process.env, TEST_DATABASE_URL: databaseUrl, NO_COLOR: '1' }, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output = (output + chunk.toString('utf8')).slice(-20_000)));
    const late = setTimeout(() => process.kill(-(child.pid ?? 0), 'SIGKILL'), mostMinutes * 60_000);
    child.once('close', () => {
      clearTimeout(late);
      const said = existsSync(report) ? (JSON.parse(readFileSync(report, 'utf8')) as { numPassedTests: number; numFailedTests: number }) : { numPassedTests: 0, numFailedTests: 0 };
      resolve({ passed: said.numPassedTests, failed: said.numFailedTests, output });
    });
  });

/** A bug is caught when some test fails and another still passes: if none did, it might just not run. */
const hunt = async (copy: string, mutant: Mutant, databaseUrl: string): Promise<Judged & { isCaught: boolean }> => {
  const { file, before, after } = planted(copy, mutant);
  writeFileSync(path.join(copy, file), after);
  try {
    const judged = await runTests(copy, mutant.tests, databaseUrl);
    return { ...judged, isCaught: judged.failed > 0 && judged.passed > 0 };
  } finally {
    writeFileSync(path.join(copy, file), before);
  }
};

const wanted = process.argv.slice(2);
const chosen = mutants.filter(({ bug }) => wanted.length === 0 || wanted.some((words) => bug.includes(words)));
const home = mkdtempSync(path.join(os.tmpdir(), 'tollgate-mutants-'));
const server = await startPostgres({ dataDir: path.join(home, 'postgres'), settings: ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'max_connections=200'] });
const copy = copySources(home);
let caught = 0;
try {
  const sound = await runTests(copy, [...new Set(chosen.flatMap((one) => one.tests))], server.url());
  if (sound.failed > 0 || sound.passed === 0) throw new Error(`Without a bug, ${sound.failed} of ${sound.passed + sound.failed} tests fail:\n${sound.output}`);
  console.log(`${sound.passed} tests pass as things are.`);
  for (const mutant of chosen) {
    const { isCaught, passed, failed, output } = await hunt(copy, mutant, server.url());
    if (isCaught) caught += 1;
    console.log(`${isCaught ? 'caught' : 'MISSED'}  ${mutant.bug} (${failed} of ${passed + failed} failed)`);
    if (!isCaught && passed === 0) console.log(output.slice(-2_000));
  }
} finally {
  await server.stop();
  rmSync(home, { recursive: true, force: true });
}
console.log(`\n${caught} of ${chosen.length} caught`);
process.exit(caught === chosen.length ? 0 : 1);
