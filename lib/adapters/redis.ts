import { createHash } from 'node:crypto';
import { Redis } from 'ioredis';
import type { BurstAnswer, BurstAsk } from '@/lib/domain/rate-limit/burst';
import { burstScript } from './burst-script';

/** Burst windows that all processes share. It never waits for a connection: without one, `take` fails at once. */
export type SharedBursts = {
  take(asks: BurstAsk[]): Promise<BurstAnswer[]>;
  /** Opens the connection anew. For one that went silent. */
  reconnect(): void;
  close(): void;
};

type Raw = [verdicts: string, requests: number, requestsFreeInMs: number, messages: number, messagesFreeInMs: number];
type Commands = { takeBursts(...args: (string | number)[]): Promise<Raw[]> };

const letters = { requests: 'r', messages: 'm' } as const;

/** Workspaces' keys are hashed: whoever reads Redis learns no id. */
export const burstKeyOf = (workspaceId: string): string => `tollgate:burst:${createHash('sha256').update(workspaceId).digest('base64url').slice(0, 22)}`;

/** `clock` gives the milliseconds to count by; absent, Redis's own, which all processes share. */
export const openRedis = (url: string, options: { clock?: () => number } = {}): SharedBursts => {
  const redis = new Redis(url, {
    protocol: 2, enableOfflineQueue: false, maxRetriesPerRequest: 0, autoResendUnfulfilledCommands: false, connectTimeout: 1_000, connectionName: 'tollgate',
    retryStrategy: (times) => Math.min(50 * times, 500), scripts: { takeBursts: { lua: burstScript } },
  }) as Redis & Commands;
  // A lost connection is opened again by itself; without a listener it would be printed.
  redis.on('error', () => {});

  const take = async (asks: BurstAsk[]): Promise<BurstAnswer[]> => {
    const keys = asks.map((ask) => burstKeyOf(ask.workspaceId));
    const given = asks.flatMap(({ limits, calls }) => [limits.requests ?? -1, limits.messages ?? -1, calls.map((kind) => letters[kind]).join('')]);
    const answers = await redis.takeBursts(keys.length, ...keys, options.clock?.() ?? '', ...given);
    return asks.map((ask, i) => toAnswer(ask, answers[i]));
  };

  return { take, reconnect: () => redis.disconnect(true), close: () => redis.disconnect() };
};

const toAnswer = (ask: BurstAsk, raw: Raw | undefined): BurstAnswer => {
  const [verdicts, requests, requestsFreeInMs, messages, messagesFreeInMs] = raw ?? ['', 0, 0, 0, 0];
  if (verdicts.length !== ask.calls.length) throw new Error('Redis did not answer what was asked');
  return {
    refused: [...verdicts].map((sign) => sign !== '.'),
    states: { requests: { used: requests, freesInMs: requestsFreeInMs }, messages: { used: messages, freesInMs: messagesFreeInMs } },
  };
};
