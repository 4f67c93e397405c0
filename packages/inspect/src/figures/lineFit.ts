/** A line through points, y = intercept + slope · x. */
export interface LineFit {
  readonly intercept: number;
  readonly slope: number;
  /** How far the points are from it in y, as a root mean square. */
  readonly error: number;
}

/**
 * The line of least squares.
 *
 *     slope = Σ (x − x̄)(y − ȳ) / Σ (x − x̄)²,   intercept = ȳ − slope · x̄
 *
 * @param xs two different ones at least
 * @param ys as many
 */
export function fitLine(xs: readonly number[], ys: readonly number[]): LineFit {
  const meanX = mean(xs);
  const meanY = mean(ys);
  const covariance = mean(xs.map((x, index) => (x - meanX) * (ys[index]! - meanY)));
  const slope = covariance / mean(xs.map((x) => (x - meanX) ** 2));
  const intercept = meanY - slope * meanX;
  const error = Math.sqrt(mean(xs.map((x, index) => (ys[index]! - intercept - slope * x) ** 2)));
  return {intercept, slope, error};
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
