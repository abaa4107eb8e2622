/** One call of `GET /api/v1/usage/export`. What was released was not charged: leave it out of a sum, as the charts do. */
export type ExportedCall = {
  decisionId: string;
  at: string;
  requestId: string;
  operation: string;
  method: string;
  path: string;
  source: string;
  apiKeyId: string | null;
  memberId: string | null;
  provider: string | null;
  model: string | null;
  inputTokens: number | null;
  outputTokens: number | null;
  /** Micro-dollars; null where it was no call to a model, or to one without a known price. */
  costMicros: number | null;
  outcome: string;
  isCharged: boolean;
  statusCode: number | null;
  latencyMs: number | null;
  units: Record<string, number>;
};
