/** The mean of the last values of a series, updated with each value. */
export class SlidingMean {
  private readonly values: number[];
  /** The index of the next value once the window is full: that of the oldest. */
  private next = 0;

  /**
   * @param size the number of values that the mean is over
   * @param values the values so far, the oldest first
   */
  constructor(
    readonly size: number,
    values: readonly number[] = [],
  ) {
    this.values = values.slice(-size);
  }

  /** Adds the next value; the oldest leaves if there are more than `size`. */
  push(value: number): void {
    if (!this.full) {
      this.values.push(value);
      return;
    }
    this.values[this.next] = value;
    this.next = (this.next + 1) % this.size;
  }

  /** Forgets all values. */
  clear(): void {
    this.values.length = 0;
    this.next = 0;
  }

  /** Whether there is no value. */
  get empty(): boolean {
    return this.values.length === 0;
  }

  /** Whether there are `size` values. */
  get full(): boolean {
    return this.values.length === this.size;
  }

  /**
   * NaN before the first value. Computed from scratch each time, from the oldest on, so that it depends neither on values that
   * left the window nor on where the series was interrupted.
   */
  get mean(): number {
    const {values, next} = this;
    let sum = 0;
    for (let index = next; index < values.length; index++) sum += values[index]!;
    for (let index = 0; index < next; index++) sum += values[index]!;
    return sum / values.length;
  }

  /** The values, the oldest first: what the constructor takes to resume. */
  toJSON(): number[] {
    return [...this.values.slice(this.next), ...this.values.slice(0, this.next)];
  }
}
