/** The model that the sliding window is held against: every admitted call's time, and the count of any span by looking. */
export const makeExactLog = () => {
  const times: number[] = [];
  /** How many were admitted after `fromMs`, up to and including `toMs`. */
  const within = (fromMs: number, toMs: number): number => times.filter((at) => at > fromMs && at <= toMs).length;
  return { add: (atMs: number): void => void times.push(atMs), within, times };
};
