/*
 * The addressing of a Neural Turing Machine for one sample, written once more: in double precision and with plain
 * loops, from the equations of Graves et al. 2014, section 3.3. Nothing here is shared with the tensor operations.
 */

const EPSILON = 1e-8;

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, index) => sum + value * b[index]!, 0);
}

function norm(vector: readonly number[]): number {
  return Math.sqrt(dot(vector, vector) + EPSILON ** 2);
}

/** Equation 6, the cosine of the key and each row. */
export function similarities(memory: readonly number[][], key: readonly number[]): number[] {
  return memory.map((row) => dot(row, key) / (norm(row) * norm(key) + EPSILON));
}

/** e^x / Σ e^x. */
export function softmax(logits: readonly number[]): number[] {
  const largest = Math.max(...logits);
  const powers = logits.map((logit) => Math.exp(logit - largest));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}

/** Equation 5. */
export function content(memory: readonly number[][], key: readonly number[], strength: number): number[] {
  return softmax(similarities(memory, key).map((similarity) => strength * similarity));
}

/** Equation 7. */
export function interpolated(found: readonly number[], previous: readonly number[], gate: number): number[] {
  return found.map((weight, row) => gate * weight + (1 - gate) * previous[row]!);
}

/** Equation 8, row by row: what row i holds goes to row i + d for each shift d of −R … +R. */
export function shifted(weighting: readonly number[], shiftWeights: readonly number[]): number[] {
  const rows = weighting.length;
  const range = (shiftWeights.length - 1) / 2;
  const result = weighting.map(() => 0);
  weighting.forEach((weight, row) => {
    shiftWeights.forEach((share, index) => {
      result[(row + index - range + rows) % rows]! += weight * share;
    });
  });
  return result;
}

/** Equation 9, as a plain power. */
export function sharpened(weighting: readonly number[], sharpening: number): number[] {
  const powers = weighting.map((weight) => (weight + EPSILON ** 2) ** sharpening);
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}

/** What a head says of where to attend. */
export interface OracleAddressing {
  readonly key: readonly number[];
  readonly keyStrength: number;
  readonly interpolationGate: number;
  readonly shiftWeights: readonly number[];
  readonly sharpening: number;
}

/** Equations 5 to 9. */
export function addressed(
  memory: readonly number[][],
  {key, keyStrength, interpolationGate, shiftWeights, sharpening}: OracleAddressing,
  previous: readonly number[],
): number[] {
  const found = content(memory, key, keyStrength);
  return sharpened(shifted(interpolated(found, previous, interpolationGate), shiftWeights), sharpening);
}

/** The gradient d centered under the weighting, d − Σ w d, and scaled so that its norm under it is at most `limit`. */
export function clippedGradient(
  weighting: readonly number[],
  gradient: readonly number[],
  limit: number,
): number[] {
  const mean = dot(weighting, gradient);
  const centered = gradient.map((value) => value - mean);
  const size = Math.sqrt(weighting.reduce((sum, weight, row) => sum + weight * centered[row]! ** 2, 0));
  return centered.map((value) => (size > limit ? (value * limit) / size : value));
}
