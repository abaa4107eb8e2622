const pauseMs = 1_000;
const looks = 30;

/** Looks each second until it holds: Stripe tells us a moment after the bank agreed. A look that fails says nothing yet. Throws after thirty looks. */
export const until = async (holds: () => Promise<boolean>): Promise<void> => {
  for (let look = 0; look < looks; look += 1) {
    if (await holds().catch(() => false)) return;
    await new Promise<void>((resolve) => { setTimeout(resolve, pauseMs); });
  }
  throw new Error('The bank agreed, but the payment is not recorded yet. Look again in a minute; do not pay twice.');
};
