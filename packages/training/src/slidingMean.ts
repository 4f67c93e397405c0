/** The mean of the last values of a series, kept up to date as the series goes on. */
export class SlidingMean {
  private readonly values: number[];
  /** Where the next value goes once there are as many as the mean is over: the place of the oldest. */
  private next = 0;

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
    if (!this.full) {
      this.values.push(value);
      return;
    }
    this.values[this.next] = value;
    this.next = (this.next + 1) % this.size;
  }

  /** Whether there are as many values as the mean is over. */
  get full(): boolean {
    return this.values.length === this.size;
  }

  /**
   * NaN before the first value. Summed anew each time, from the oldest on, so that it depends neither on what has left
   * the window nor on when the series was cut.
   */
  get mean(): number {
    const {values, next} = this;
    let sum = 0;
    for (let place = next; place < values.length; place++) sum += values[place]!;
    for (let place = 0; place < next; place++) sum += values[place]!;
    return sum / values.length;
  }

  /** The values, the oldest first: what the constructor takes to go on. */
  toJSON(): number[] {
    return [...this.values.slice(this.next), ...this.values.slice(0, this.next)];
  }
}
