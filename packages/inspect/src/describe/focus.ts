import {ArgumentError} from '@ntmjs/arguments';
import type {TracedArray} from '../trace/episodeTrace.js';
import {requireTraced} from '../trace/requireTrace.js';

/** The peak and the spread of a weighting at one step. */
export interface Focus {
  /** The row of the largest weight; the first of equal ones. */
  readonly row: number;
  /** The weight of that row. */
  readonly weight: number;
  /** Σ_i w(i): 1, or less for heads that may leave the memory unused, such as those of a DNC or a stack. */
  readonly total: number;
  /** −Σ_i p(i) log₂ p(i) of p = w / total, in bits: 0 on one row, log₂ N on N equal rows. */
  readonly entropy: number;
  /** 2^entropy: the number of equally weighted rows that has this entropy. */
  readonly effectiveRows: number;
}

/**
 * The peak and the spread of a weighting at each step.
 *
 * @param weighting `[steps, rows]`, such as `values.weighting` of a head of a trace
 * @returns one focus a step
 * @throws ArgumentError if it is not `[steps, rows]`
 */
export function focusBySteps(weighting: TracedArray): Focus[] {
  const [steps, rows] = requireWeighting(weighting);
  return Array.from({length: steps}, (_, step) =>
    focusOf(weighting.data.subarray(step * rows, (step + 1) * rows)),
  );
}

/**
 * The steps and rows of a weighting.
 *
 * @throws ArgumentError if it is not `[steps, rows]`
 */
export function requireWeighting(weighting: TracedArray): [steps: number, rows: number] {
  const {shape} = requireTraced('weighting', weighting);
  const [steps, rows] = shape as [number, number];
  if (shape.length !== 2) {
    throw new ArgumentError('weighting', '[steps, rows] numbers', shape);
  }
  return [steps, rows];
}

function focusOf(weights: Float32Array): Focus {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const weight = weights.reduce((most, other) => Math.max(most, other), 0);
  const entropy = weights.reduce((sum, other) => {
    const share = other / total;
    return share > 0 ? sum - share * Math.log2(share) : sum;
  }, 0);
  return {row: Math.max(0, weights.indexOf(weight)), weight, total, entropy, effectiveRows: 2 ** entropy};
}
