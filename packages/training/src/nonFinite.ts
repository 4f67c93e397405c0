/** A logit, a loss, a gradient or a metric is NaN or infinite. */
export class NonFiniteError extends Error {
  override readonly name = 'NonFiniteError';

  /**
   * @param tensor the tensor that holds it: `a logit`, `the loss`, `the gradient of ntm/emission_kernel`
   * @param sequences the number of sequences that the model was trained on, if known
   */
  constructor(
    readonly tensor: string,
    readonly value: number,
    readonly sequences?: number,
  ) {
    super(`${tensor} is ${value}${sequences === undefined ? '' : ` after ${sequences} sequences`}`);
  }

  /** The same error with the number of sequences. */
  after(sequences: number): NonFiniteError {
    return new NonFiniteError(this.tensor, this.value, sequences);
  }
}

/** Returns a number if it is finite; throws a `NonFiniteError` otherwise. */
export function requireFiniteNumber(tensor: string, value: number): number {
  if (Number.isFinite(value)) return value;
  throw new NonFiniteError(tensor, value);
}

/**
 * Checks that all elements of a tensor are finite.
 *
 * @param tensor its description, for the error
 * @throws NonFiniteError with the first that is not
 */
export function requireFinite(tensor: string, values: ArrayLike<number>): void {
  for (let index = 0; index < values.length; index++) requireFiniteNumber(tensor, values[index]!);
}
