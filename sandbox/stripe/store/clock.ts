/** The account's time in whole seconds: the wall clock plus an offset, or the instant being processed while the clock is moved. */
export class Clock {
  offsetSeconds = 0;
  private instant: number | null = null;

  now(): number {
    return this.instant ?? this.wall() + this.offsetSeconds;
  }

  wall(): number {
    return Math.floor(Date.now() / 1000);
  }

  at(instant: number, run: () => void): void {
    const before = this.instant;
    this.instant = instant;
    try {
      run();
    } finally {
      this.instant = before;
    }
  }
}
