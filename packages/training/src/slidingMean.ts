/** The mean of the last values of a series, kept up to date as the series goes on. */
export class SlidingMean {
  private readonly values: number[];

  /**
   * @param size how many values the mean is over
   * @param values those already there, the oldest first
   */
  constructor(
    readonly size: number,
    values: readonly number[] = [],
  ) {
    this.values = values.slice(-size);
  }

  /** Takes in the next value; the oldest goes if there are more than `size`. */
  push(value: number): void {
    this.values.push(value);
    if (this.values.length > this.size) this.values.shift();
  }

  /** Whether there are as many values as the mean is over. */
  get full(): boolean {
    return this.values.length === this.size;
  }

  /** NaN before the first value. Summed anew each time, so that it does not depend on what has left the window. */
  get mean(): number {
    return this.values.reduce((sum, value) => sum + value, 0) / this.values.length;
  }

  /** The values, the oldest first: what the constructor takes to go on. */
  toJSON(): readonly number[] {
    return this.values;
  }
}
