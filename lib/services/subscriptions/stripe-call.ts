/** Request options for calls to Stripe that are made while a workspace is locked: they give up before the transaction does. */
export const whileLocked = { timeout: 8_000, maxNetworkRetries: 1 } as const;
