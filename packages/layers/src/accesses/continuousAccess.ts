import {requireKeys, requireNumber, requirePositiveInteger} from '@ntmjs/arguments';
import {splitInterface} from '@ntmjs/heads';
import type {PushAndPop, StrongMemory} from '@ntmjs/memory';
import * as tf from '@tensorflow/tfjs-core';
import {
  type AccessStep,
  type HeadActivity,
  MemoryAccess,
  type ShapeRecord,
  type TensorRecord,
} from '../access.js';
import {requireInitialArgs, requireStepArgs} from '../accessChecks.js';
import {requireState} from '../sizeLimits.js';

/** The memory of a neural stack, queue or deque, initially empty. */
export interface ContinuousAccessArgs {
  readonly memory: {
    /** The number of rows, even for a deque; the oldest is dropped. */
    readonly rows: number;
    /** The width of a row. */
    readonly width: number;
  };
  /** Added to d̂: with 2, pushes initially have a strength of about 0.9. Defaults to 0, a strength of 0.5. */
  readonly pushBias?: number | undefined;
}

export const continuousAccessOptions = ['memory', 'pushBias'] as const;

/**
 * Validates the arguments.
 *
 * @param name the layer function, for messages
 */
function resolveContinuousAccessArgs(name: string, args: ContinuousAccessArgs) {
  const {memory, pushBias} = requireKeys(name, args, continuousAccessOptions);
  requireKeys('memory', memory, ['rows', 'width']);
  return {
    memory: {
      rows: requirePositiveInteger('memory.rows', memory.rows),
      width: requirePositiveInteger('memory.width', memory.width),
    },
    ...(pushBias !== undefined && {pushBias: requireNumber('pushBias', pushBias)}),
  };
}

/** The read of a step at one end. */
interface EndRead {
  /** The name of the end, if there are two. */
  readonly name?: string;
  /** r, `[batch, width]` */
  readonly read: tf.Tensor2D;
  /** The read weighting, `[batch, rows]`. */
  readonly weighting: tf.Tensor2D;
}

/** The reads of a step at each end, and the rows after it. */
export interface EndsStep {
  readonly ends: readonly EndRead[];
  readonly contents: StrongMemory;
}

/**
 * Base class of the accesses of neural stacks, queues and deques: rows with strengths, and one or two ends at which the controller
 * pushes and pops.
 *
 * The interface vector holds for each end v̂ (`width`), d̂ (1) and û (1): the value, and the strengths of push and pop,
 *
 *     v = tanh(v̂)     d = σ(d̂ + pushBias)     u = σ(û)
 *
 * The state is the memory `[rows, width]` and the strengths `[rows]`, initially zero.
 *
 * The paper's memory grows; this one has a fixed number of rows and drops the oldest. `withRows` increases it.
 *
 * @see Grefenstette et al. 2015, section 3.4, figure 1
 */
export abstract class ContinuousAccess extends MemoryAccess<'memory' | 'strengths'> {
  readonly interfaceSize: number;
  readonly readSize: number;
  readonly stateShapes: ShapeRecord<'memory' | 'strengths'>;
  readonly weightSpecs = {};
  private readonly args: ReturnType<typeof resolveContinuousAccessArgs>;

  /**
   * @param name the layer function, for messages
   * @param ends the number of ends that the controller uses: 1 or 2
   * @throws ArgumentError if an argument is unknown or out of its range
   */
  constructor(
    name: string,
    args: ContinuousAccessArgs,
    private readonly ends: number,
  ) {
    super();
    this.args = resolveContinuousAccessArgs(name, args);
    const {rows, width} = this.args.memory;
    this.interfaceSize = ends * (width + 2);
    this.readSize = ends * width;
    this.stateShapes = requireState(
      {'memory.rows': rows, 'memory.width': width},
      ({'memory.rows': rows, 'memory.width': width}) => ({memory: [rows, width], strengths: [rows]}),
    );
  }

  /** Performs a step, with an operation for each end. */
  protected abstract operate(contents: StrongMemory, operations: readonly PushAndPop[]): EndsStep;

  override initialState(batch: number) {
    requireInitialArgs(this, batch, {});
    const {rows, width} = this.args.memory;
    return {memory: tf.zeros([batch, rows, width]), strengths: tf.zeros([batch, rows])};
  }

  override step(
    interfaceVector: tf.Tensor2D,
    state: TensorRecord<'memory' | 'strengths'>,
  ): Required<AccessStep<'memory' | 'strengths'>> {
    requireStepArgs(this, interfaceVector, state);
    const {pushBias} = this.args;
    const layout = {value: this.args.memory.width, push: 1, pop: 1};
    return tf.tidy(() => {
      const parts = splitInterface(
        interfaceVector,
        Array.from({length: this.ends}, () => layout),
      );
      const operations = parts.map(({value, push, pop}) => ({
        value: tf.tanh(value),
        push: tf.sigmoid(pushBias === undefined ? push : tf.add<tf.Tensor2D>(push, pushBias)),
        pop: tf.sigmoid(pop),
      }));
      const {ends, contents} = this.operate(state as unknown as StrongMemory, operations);
      const {memory, strengths} = contents;
      return {
        reads:
          ends.length === 1
            ? ends[0]!.read
            : tf.concat(
                ends.map(({read}) => read),
                1,
              ),
        state: {memory, strengths},
        heads: [
          ...operations.map(
            ({value, push}, end): HeadActivity => ({
              kind: 'write',
              name: ends[end]!.name,
              values: {pushVector: value, pushStrength: push},
            }),
          ),
          ...ends.map(
            ({name, weighting, read}, end): HeadActivity => ({
              kind: 'read',
              name,
              values: {popStrength: operations[end]!.pop, weighting, read},
            }),
          ),
        ],
        rowValues: {strengths},
      };
    });
  }

  override withRows(rows: number): ContinuousAccess {
    const create = this.constructor as new (args: ContinuousAccessArgs) => ContinuousAccess;
    return new create({...this.args, memory: {...this.args.memory, rows}});
  }

  override getConfig(): tf.serialization.ConfigDict {
    return {...this.args};
  }
}
