/** The account's time in whole seconds: the wall clock plus an offset, or the instant being processed while the clock is moved. */
export class Clock {
  offsetSeconds = 0;
  private instant: number | null = null;
  private held: number | null = null;

  now(): number {
    return this.instant ?? this.account();
  }

  /** Something is being done at an instant of its own. */
  isElsewhere(): boolean {
    return this.instant !== null;
  }

  wall(): number {
    return this.held ?? Math.floor(Date.now() / 1000);
  }

  /** However long the work takes, all of it happens in one second: a request does not see its own time pass. */
  still<T>(run: () => T): T {
    const before = this.held;
    this.held = this.wall();
    try {
      return run();
    } finally {
      this.held = before;
    }
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
