/** What most often keeps the numbers of training finite; what changes training the least comes first. */
const REMEDIES =
  'try, in this order: a bound on the norm of the gradient (clip.globalNorm, such as 10), one on the gradient through weightings ' +
  '(weightingClip of ntm, such as 1), a lower learning rate';

/** A logit, a loss, a gradient or a metric is NaN or infinite. The message says what to try. */
export class NonFiniteError extends Error {
  override readonly name = 'NonFiniteError';
  /** What is not finite and when, without what to try: `the loss is NaN after 300 sequences`. */
  readonly fact: string;

  /**
   * @param tensor the tensor that holds it: `a logit`, `the loss`, `the gradient of ntm/emission_kernel`
   * @param sequences the number of sequences that the model was trained on, if known
   */
  constructor(
    readonly tensor: string,
    readonly value: number,
    readonly sequences?: number,
  ) {
    const fact = `${tensor} is ${value}${sequences === undefined ? '' : ` after ${sequences} sequences`}`;
    super(`${fact}; ${REMEDIES}`);
    this.fact = fact;
  }

  /** The same error with the number of sequences. */
  after(sequences: number): NonFiniteError {
    return new NonFiniteError(this.tensor, this.value, sequences);
  }
}

/**
 * Checks that all elements of a tensor are finite.
 *
 * @param tensor its description, for the error
 * @throws NonFiniteError with the first that is not
 */
export function requireFinite(tensor: string, values: ArrayLike<number>): void {
  for (let index = 0; index < values.length; index++) {
    if (!Number.isFinite(values[index])) throw new NonFiniteError(tensor, values[index]!);
  }
}
