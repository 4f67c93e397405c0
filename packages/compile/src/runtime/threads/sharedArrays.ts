import type {StepSizes} from '../../graph/graph.js';
import type {SequenceShape} from '../sequenceBatch.js';

/** Rounded up to whole cache lines, so that no two parts share one. */
const roundUp = (bytes: number) => Math.ceil(bytes / 64) * 64;

const bytesOf = (sizes: readonly number[]) => sizes.reduce((sum, size) => sum + roundUp(4 * size), 0);

/** Views of the parts of shared memory, which have these sizes. */
function partsOf(buffer: SharedArrayBuffer, sizes: readonly number[]): Float32Array[] {
  let offset = 0;
  return sizes.map((size) => {
    const part = new Float32Array(buffer, offset, size);
    offset += roundUp(4 * size);
    return part;
  });
}

/** What threads read of a batch. */
export interface BatchCopy {
  /** `[batch, steps, inputs]` */
  readonly inputs: Float32Array;
  /** `[batch, steps]` */
  readonly mask: Float32Array;
  /** `[1, size]` for each state: all sequences start from the same. */
  readonly initialStates: readonly Float32Array[];
}

const batchSizes = (sizes: StepSizes, {batch, steps}: SequenceShape) => [
  batch * steps * sizes.input,
  batch * steps,
  ...sizes.states,
];

export function batchBytes(sizes: StepSizes, shape: SequenceShape): number {
  return bytesOf(batchSizes(sizes, shape));
}

export function batchIn(buffer: SharedArrayBuffer, sizes: StepSizes, shape: SequenceShape): BatchCopy {
  const [inputs, mask, ...initialStates] = partsOf(buffer, batchSizes(sizes, shape));
  return {inputs: inputs!, mask: mask!, initialStates};
}

/** One sequence of a worker: its outputs, and what the main thread returns for them, `[steps, units]` each. */
export interface Mail {
  readonly outputs: Float32Array;
  /** The gradient of the loss with respect to the outputs. */
  readonly gradient: Float32Array;
}

const mailSizes = (sizes: StepSizes, steps: number) => [steps * sizes.output, steps * sizes.output];

export function mailBytes(sizes: StepSizes, steps: number): number {
  return bytesOf(mailSizes(sizes, steps));
}

export function mailIn(buffer: SharedArrayBuffer, sizes: StepSizes, steps: number): Mail {
  const [outputs, gradient] = partsOf(buffer, mailSizes(sizes, steps));
  return {outputs: outputs!, gradient: gradient!};
}

/** The gradients of a group, summed over its sequences. */
export interface GroupSums {
  /** Of all weights, as in a program's memory. */
  readonly weights: Float32Array;
  /** Of the initial states, `[1, size]` each; none if they are not trained. */
  readonly states: readonly Float32Array[];
}

/** @param weights the number of all weights, as in a program's memory */
export function sumBytes(weights: number, states: readonly number[], groups: number): number {
  return groups * bytesOf([weights, ...states]);
}

/** The sums of each group. */
export function sumsIn(buffer: SharedArrayBuffer, weights: number, states: readonly number[]): GroupSums[] {
  const sizes = [weights, ...states];
  const groups = buffer.byteLength / bytesOf(sizes);
  const parts = partsOf(buffer, Array.from({length: groups}, () => sizes).flat());
  return Array.from({length: groups}, (_, group) => {
    const [first, ...others] = parts.slice(group * sizes.length, (group + 1) * sizes.length);
    return {weights: first!, states: others};
  });
}
