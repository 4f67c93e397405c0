import '@tensorflow/tfjs-backend-cpu';
import {
  allocationWeighting,
  backwardWeighting,
  forwardWeighting,
  mixWeightings,
  oneHotWeighting,
  retention,
  updateLink,
  updatePrecedence,
  updateUsage,
  writeWeighting,
} from '@ntmjs/addressing';
import * as tf from '@tensorflow/tfjs-core';

/** The number of memory rows. */
export const rows = 6;

/** How a read head finds its rows: one of its read modes π alone. */
export const readModes = ['content', 'forward', 'backward'] as const;

/** What a controller says at a step, with rows in the place of keys. */
export interface StepParameters {
  /** g^w, from 0 to 1 */
  readonly writeGate: number;
  /** g^a, from 0 to 1 */
  readonly allocationGate: number;
  /** The row to which what is not allocated goes. */
  readonly writeRow: number;
  /** f, from 0 to 1: how much of the row that was read at the step before becomes free. */
  readonly freeGate: number;
  readonly readMode: (typeof readModes)[number];
  /** The row that is read by content. */
  readonly readRow: number;
}

const write = {writeGate: 1, allocationGate: 1, writeRow: 0, freeGate: 0} as const;
const read = {...write, writeGate: 0} as const;

/** Three rows are written, row 1 is read, then freed and written again; then the rows are read in the order in which they were written. */
export const example: readonly StepParameters[] = [
  {...write, readMode: 'content', readRow: 0},
  {...write, readMode: 'content', readRow: 0},
  {...write, readMode: 'content', readRow: 0},
  {...read, readMode: 'content', readRow: 1},
  {...write, freeGate: 1, readMode: 'content', readRow: 2},
  {...write, readMode: 'content', readRow: 2},
  {...read, readMode: 'forward', readRow: 0},
  {...read, readMode: 'forward', readRow: 0},
  {...read, readMode: 'backward', readRow: 0},
];

/** The state of the access at a step: a value for each row, by the symbols of the equations. */
export interface AllocationStep {
  readonly usage: readonly number[];
  readonly allocation: readonly number[];
  readonly written: readonly number[];
  readonly precedence: readonly number[];
  /** [i][j]: how much row i was written right after row j. */
  readonly link: readonly (readonly number[])[];
  readonly backward: readonly number[];
  readonly forward: readonly number[];
  readonly read: readonly number[];
}

/** The states of an empty memory that goes through these steps, computed by `@ntmjs/addressing`. */
export function allocationSteps(parameters: readonly StepParameters[]): AllocationStep[] {
  return tf.tidy(() => {
    let previous = {
      usage: tf.zeros<tf.Rank.R2>([1, rows]),
      written: tf.zeros<tf.Rank.R2>([1, rows]),
      precedence: tf.zeros<tf.Rank.R2>([1, rows]),
      link: tf.zeros<tf.Rank.R3>([1, rows, rows]),
      read: tf.zeros<tf.Rank.R2>([1, rows]),
    };
    return parameters.map(({writeGate, allocationGate, writeRow, freeGate, readMode, readRow}) => {
      const kept = retention([previous.read], [gate(freeGate)]);
      const usage = updateUsage(previous.usage, [previous.written], kept);
      const allocation = allocationWeighting(usage);
      const found = oneHotWeighting(1, rows, writeRow);
      const written = writeWeighting(found, allocation, gate(allocationGate), gate(writeGate));
      const link = updateLink(previous.link, written, previous.precedence);
      const precedence = updatePrecedence(previous.precedence, written);
      const backward = backwardWeighting(link, previous.read);
      const forward = forwardWeighting(link, previous.read);
      const modes = {content: oneHotWeighting(1, rows, readRow), forward, backward};
      const shares = tf.tensor2d([readModes.map((mode) => Number(mode === readMode))]);
      const read = mixWeightings(
        readModes.map((mode) => modes[mode]),
        shares,
      );
      previous = {usage, written, precedence, link, read};
      return {
        usage: values(usage),
        allocation: values(allocation),
        written: values(written),
        precedence: values(precedence),
        link: link.arraySync()[0]!,
        backward: values(backward),
        forward: values(forward),
        read: values(read),
      };
    });
  });
}

const gate = (value: number) => tf.tensor2d([[value]]);

const values = (weighting: tf.Tensor2D) => Array.from(weighting.dataSync());
