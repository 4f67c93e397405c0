import type {SequenceRunner} from './sequence.js';
import type {TrainingBatch} from './sequenceBatch.js';
import type {SequenceLoss, SequenceMeasures} from './sequenceLoss.js';

/** A batch that goes forward and backward, and what its sequences have in common. */
export interface PassInputs {
  readonly given: TrainingBatch;
  /** `[1, size]` each. */
  readonly initialStates: readonly Float32Array[];
}

/** The forward and backward pass of a training step. */
export interface TrainingPass extends PassInputs {
  readonly loss: SequenceLoss;
  /** Of a declared loss, to be filled in; optional. */
  readonly measures: SequenceMeasures | undefined;
  /** Called once, while other threads compute; not at all if there are none. */
  readonly meanwhile: (() => void) | undefined;
  /** To be filled in: the outputs, and the gradient of the loss with respect to them, `[batch, steps, units]`. */
  readonly outputs: Float32Array;
  readonly gradient: Float32Array;
  /** The gradients of the initial states, `[1, size]` each, to be added to; undefined if they are not trained. */
  readonly startGradients: readonly Float32Array[] | undefined;
}

/** How a thread runs sequences. */
export interface SequenceWork {
  /** Where a sequence's outputs go, `[steps, units]`; the gradient of the loss is the next that is asked for. */
  outputs(sequence: number): Float32Array;
  /** The gradient of the loss with respect to these outputs; undefined if nobody wants to know any more. */
  gradient(sequence: number): Float32Array | undefined;
  /** The gradients of the initial states, `[1, size]` each, to be added to; undefined if they are not trained. */
  readonly startGradients: readonly Float32Array[] | undefined;
  /** Called before each step: false ends the work. */
  readonly goesOn?: () => boolean;
}

/**
 * Runs neighboring sequences of a batch, each group forward and then backward, and adds to the program's weight gradients.
 *
 * @returns whether it came to its end
 */
export function runSequences(
  runner: SequenceRunner,
  {given: {batch, steps, inputs, mask}, initialStates}: PassInputs,
  [first, end]: readonly [number, number],
  work: SequenceWork,
): boolean {
  const run = runner.groupByGroup({batch, steps, inputs, mask, initialStates}, true);
  const length = steps * runner.program.sizes.output;
  for (const group of run.groups(first, end)) {
    const outputs = group.map(() => new Float32Array(length));
    if (!run.forwardGroup(group, outputs, [], work.goesOn)) return false;
    const gradients: Float32Array[] = [];
    for (const [place, sequence] of group.entries()) {
      // All sequences of a thread may have their outputs and their gradient in the same place.
      work.outputs(sequence).set(outputs[place]!);
      const gradient = work.gradient(sequence);
      if (gradient === undefined) return false;
      gradients.push(gradient.slice());
    }
    if (!run.backwardGroup(group, gradients, undefined, work.startGradients, work.goesOn)) return false;
  }
  return true;
}
