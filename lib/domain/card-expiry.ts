const soonMs = 60 * 86_400_000;

/**
 * How long a card is good for. It ends with its last month (UTC); `soon` is within 60 days of that. Something that carries no
 * date (`expYear` 0: a bank account, a wallet) does not end.
 */
export const cardExpiry = (expMonth: number, expYear: number, now: Date): 'ok' | 'soon' | 'expired' => {
  if (expYear === 0) return 'ok';
  const leftMs = Date.UTC(expYear, expMonth, 1) - now.getTime();
  if (leftMs <= 0) return 'expired';
  return leftMs <= soonMs ? 'soon' : 'ok';
};
