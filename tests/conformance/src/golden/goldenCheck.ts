import {expectClose, type Tolerance} from '@ntmjs/test-support/close';
import type {GoldenArray} from '@ntmjs/test-support/goldenArray';
import * as tf from '@tensorflow/tfjs-core';
import type {Outcome} from '../check.js';

/** A comparison of some part of the packages with a golden file. */
export interface GoldenCheck {
  /** Golden file and part, for tests and tables. */
  readonly name: string;
  /** Computes and compares. An error that it throws is a failure, as is a deviation beyond the tolerance. */
  run(compare: Comparison): Promise<void>;
}

/** The deviations of computed values from a golden file. */
interface Deviations {
  /** The largest |actual − expected| of outputs, states and weightings. */
  readonly values: number;
  /** The largest |actual − expected| of gradients, divided by the largest |expected| of the same tensor. */
  readonly gradients: number;
}

export interface GoldenResult {
  readonly check: string;
  readonly outcome: Outcome;
  readonly deviations: Deviations;
}

/** Compares tensors with golden arrays, and records the deviations and failures. */
export class Comparison {
  readonly deviations = {values: 0, gradients: 0};
  readonly failures: string[] = [];

  /** Compares a tensor of an output, a state or a weighting. */
  async value(what: string, actual: tf.Tensor, {data}: GoldenArray, tolerance: Tolerance): Promise<void> {
    const error = await this.compare(what, actual, data, tolerance);
    this.deviations.values = Math.max(this.deviations.values, error);
  }

  /** Compares a gradient. */
  async gradient(what: string, actual: tf.Tensor, {data}: GoldenArray, tolerance: Tolerance): Promise<void> {
    const error = await this.compare(`gradient of ${what}`, actual, data, tolerance);
    const largest = Math.max(...data.map(Math.abs));
    if (largest > 0) this.deviations.gradients = Math.max(this.deviations.gradients, error / largest);
  }

  private async compare(
    what: string,
    actual: tf.Tensor,
    expected: readonly number[],
    tolerance: Tolerance,
  ): Promise<number> {
    const values = await actual.data();
    try {
      expectClose(values, expected, tolerance);
    } catch (error) {
      this.failures.push(`${what}: ${(error as Error).message}`);
    }
    return Math.max(...expected.map((value, index) => Math.abs(values[index]! - value)));
  }
}

/** Runs a check on the current backend, and disposes the tensors that it created. */
export async function runGoldenCheck(check: GoldenCheck): Promise<GoldenResult> {
  const comparison = new Comparison();
  const before = tf.memory().numTensors;
  tf.engine().startScope();
  try {
    await check.run(comparison);
  } catch (error) {
    comparison.failures.push(error instanceof Error ? error.message : String(error));
  } finally {
    tf.engine().endScope();
  }
  const left = tf.memory().numTensors - before;
  if (left !== 0) comparison.failures.push(`${left} tensors are left`);
  const {failures, deviations} = comparison;
  const outcome: Outcome =
    failures.length === 0 ? {status: 'passed'} : {status: 'failed', message: failures.join('\n')};
  return {check: check.name, outcome, deviations};
}
