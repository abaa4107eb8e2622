/** The account's time in whole seconds: the wall clock plus an offset, or the instant being processed while the clock is moved. */
export class Clock {
  offsetSeconds = 0;
  private instant: number | null = null;

  now(): number {
    return this.instant ?? this.account();
  }

  wall(): number {
    return Math.floor(Date.now() / 1000);
  }

  /** The account's time even while something is done at another: charges and refunds carry it. */
  account(): number {
    return this.wall() + this.offsetSeconds;
  }

  at<T>(instant: number, run: () => T): T {
    const before = this.instant;
    this.instant = instant;
    try {
      return run();
    } finally {
      this.instant = before;
    }
  }
}
