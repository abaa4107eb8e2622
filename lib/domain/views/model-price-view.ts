/** What a model costs: integer micro-dollars for a million tokens. */
export type ModelPriceView = {
  provider: string;
  providerName: string;
  model: string;
  inputMicrosPerMillion: number;
  outputMicrosPerMillion: number;
  /** Null for a price that held since ever. */
  effectiveFrom: string | null;
  source: 'catalog' | 'operator';
};

export type ModelPricesView = {
  /** The instant that `prices` were in force. */
  at: string;
  prices: ModelPriceView[];
  /** Prices that are set and begin later, soonest first. */
  upcoming: ModelPriceView[];
};
