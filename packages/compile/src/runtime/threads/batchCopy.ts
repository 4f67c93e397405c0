import type {StepSizes} from '../../graph/graph.js';
import type {SequenceShape} from '../sequenceBatch.js';
import {arraysIn, bytesOf} from './sharedArrays.js';

/** A batch in shared memory: what threads read of it, and the outputs, which they write. */
export interface BatchCopy {
  /** `[batch, steps, inputs]` */
  readonly inputs: Float32Array;
  /** `[batch, steps]` */
  readonly mask: Float32Array;
  /** Of a declared loss, as are the weights. `[batch, steps, outputs]` */
  readonly targets: Float32Array;
  /** `[batch, steps]` */
  readonly weights: Float32Array;
  /** Where the loss is declared: otherwise they go by mail. `[batch, steps, outputs]` */
  readonly outputs: Float32Array;
}

const batchSizes = ({input, output}: StepSizes, {batch, steps}: SequenceShape) => [
  batch * steps * input,
  batch * steps,
  batch * steps * output,
  batch * steps,
  batch * steps * output,
];

export function batchBytes(sizes: StepSizes, shape: SequenceShape): number {
  return bytesOf(batchSizes(sizes, shape));
}

export function batchIn(buffer: SharedArrayBuffer, sizes: StepSizes, shape: SequenceShape): BatchCopy {
  const [inputs, mask, targets, weights, outputs] = arraysIn(buffer, batchSizes(sizes, shape));
  return {inputs: inputs!, mask: mask!, targets: targets!, weights: weights!, outputs: outputs!};
}

/** What the `form` of a turn says. */
interface Form {
  readonly steps: number;
  /** Whether the batch has a mask. */
  readonly masked: boolean;
  /** Whether the loss is declared. */
  readonly declared: boolean;
}

/** The `form` of a turn. */
export function formOf({steps, masked, declared}: Form): number {
  return 4 * steps + (declared ? 2 : 0) + (masked ? 1 : 0);
}

export function ofForm(form: number): Form {
  return {steps: Math.floor(form / 4), masked: form % 2 === 1, declared: form % 4 >= 2};
}
