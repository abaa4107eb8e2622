import type { Pool } from 'pg';
import type { Catalog } from '@/lib/domain/catalog';
import type { Decision, MeterQuestion } from '@/lib/domain/decision';

/** A program that meters by itself what is no HTTP call. The key says whose it is; the database alone knows which workspace that is. */
export type MeteringCtx = {
  keyHash: string;
  requestId: string;
  /** The program chose the id and may repeat it. */
  isClientRequestId: boolean;
  /** The `x-` headers that a catalogue may weigh. */
  headers: Readonly<Record<string, string>>;
  sql: Pool;
  catalog: Catalog;
  now: Date;
  /** Decides together with the calls that arrive at the same time. */
  decide(question: MeterQuestion): Promise<Decision>;
};
