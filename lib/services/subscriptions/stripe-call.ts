/** Request options for calls to Stripe that are made while a workspace is locked: they give up before the transaction does. */
export const whileLocked = { timeout: 8_000, maxNetworkRetries: 1 } as const;

/** Most milliseconds that a transaction which talks to Stripe may take. */
export const lockedTimeoutMs = 30_000;
