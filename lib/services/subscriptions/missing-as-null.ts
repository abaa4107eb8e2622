/** What Stripe answered, or null when it says that there is no such object. */
export const missingAsNull = <T>(answer: Promise<T>): Promise<T | null> =>
  answer.catch((reason: unknown) => {
    if ((reason as { code?: unknown } | null)?.code === 'resource_missing') return null;
    throw reason;
  });
