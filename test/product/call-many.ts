import { callerOf } from '@/test/load';

/** One process of many: makes the calls it is told to as fast as its connections allow, and prints what came back. */
const { url, key, calls, connections } = JSON.parse(process.argv[2] ?? '') as { url: string; key: string; calls: [string, string][]; connections: number };
const { call, close } = callerOf(url, key, connections);
const answers = await Promise.all(calls.map(([method, path]) => call(method, path)));
close();
process.stdout.write(JSON.stringify(answers.map(({ status, decisionId }) => ({ status, decisionId }))));
