import type {StepSizes} from '../../graph/graph.js';
import type {SequenceShape} from '../sequenceBatch.js';
import type {SequenceMeasures} from '../sequenceLoss.js';
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
  /** Of a declared loss, where they are asked for. */
  readonly measures: SequenceMeasures;
}

const batchSizes = ({input, output}: StepSizes, {batch, steps}: SequenceShape) => [
  batch * steps * input,
  batch * steps,
  batch * steps * output,
  batch * steps,
  batch * steps * output,
  ...[2 * batch, 2 * batch], // in double precision
];

export function batchBytes(sizes: StepSizes, shape: SequenceShape): number {
  return bytesOf(batchSizes(sizes, shape));
}

export function batchIn(buffer: SharedArrayBuffer, sizes: StepSizes, shape: SequenceShape): BatchCopy {
  const [inputs, mask, targets, weights, outputs, ...measures] = arraysIn(buffer, batchSizes(sizes, shape));
  const [bits, wrongBits] = measures.map(({byteOffset}) => new Float64Array(buffer, byteOffset, shape.batch));
  return {
    ...{inputs: inputs!, mask: mask!, targets: targets!, weights: weights!, outputs: outputs!},
    measures: {bits: bits!, wrongBits: wrongBits!},
  };
}

/** What the `form` of a turn says. */
interface Form {
  readonly steps: number;
  /** Whether the batch has a mask. */
  readonly masked: boolean;
  /** Whether the loss is declared. */
  readonly declared: boolean;
  /** Whether its measures are asked for. */
  readonly measured: boolean;
}

/** The `form` of a turn. */
export function formOf({steps, masked, declared, measured}: Form): number {
  return 8 * steps + (measured ? 4 : 0) + (declared ? 2 : 0) + (masked ? 1 : 0);
}

export function ofForm(form: number): Form {
  const has = (bit: number) => Math.floor(form / bit) % 2 === 1;
  return {steps: Math.floor(form / 8), masked: has(1), declared: has(2), measured: has(4)};
}
