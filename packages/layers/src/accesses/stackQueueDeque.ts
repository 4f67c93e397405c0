import {ArgumentError} from '@ntmjs/arguments';
import {
  continuousDeque,
  continuousQueue,
  continuousStack,
  type PushAndPop,
  type StrongMemory,
} from '@ntmjs/memory';
import * as tf from '@tensorflow/tfjs-core';
import {ContinuousAccess, type ContinuousAccessArgs, type EndsStep} from './continuousAccess.js';

/**
 * The access of a neural stack: a step pops, pushes and reads at the top. `continuousStack` has the equations.
 *
 * The interface vector holds a value, a push and a pop, `width + 2` numbers; the read has `width`. It equals the paper's stack for as
 * many steps as there are rows, and beyond while no dropped row is needed.
 *
 * @see Grefenstette et al. 2015, section 3.1, equations 1 to 3
 */
export class StackAccess extends ContinuousAccess {
  static readonly className = 'StackAccess';

  /** @throws ArgumentError if an argument is unknown or out of its range */
  constructor(args: ContinuousAccessArgs) {
    super('neuralStack', args, 1);
  }

  protected override operate(contents: StrongMemory, [operation]: readonly PushAndPop[]): EndsStep {
    const {read, readWeighting, ...after} = continuousStack(contents, operation!);
    return {ends: [{read, weighting: readWeighting}], contents: after};
  }
}
tf.serialization.registerClass(StackAccess);

/**
 * The access of a neural queue: a step pops and reads the oldest rows, and pushes a new one.
 * `continuousQueue` has the equations.
 *
 * The interface vector holds a value, a push and a pop, `width + 2` numbers; the read has `width`. It equals the paper's queue for as
 * many steps as there are rows; after that it drops the oldest.
 *
 * @see Grefenstette et al. 2015, section 3.2, equations 4 and 5
 */
export class QueueAccess extends ContinuousAccess {
  static readonly className = 'QueueAccess';

  /** @throws ArgumentError if an argument is unknown or out of its range */
  constructor(args: ContinuousAccessArgs) {
    super('neuralQueue', args, 1);
  }

  protected override operate(contents: StrongMemory, [operation]: readonly PushAndPop[]): EndsStep {
    const {read, readWeighting, ...after} = continuousQueue(contents, operation!);
    return {ends: [{read, weighting: readWeighting}], contents: after};
  }
}
tf.serialization.registerClass(QueueAccess);

/**
 * The access of a neural deque: a step pops, pushes and reads at the top and at the bottom.
 * `continuousDeque` has the equations.
 *
 * The interface vector holds a value, a push and a pop for the top, then for the bottom, 2 (`width + 2`) numbers; the reads are those
 * of the top, then of the bottom, 2 `width` numbers. It equals the paper's deque for half as many steps as there are rows, an even
 * number; after that it drops rows in the middle.
 *
 * @see Grefenstette et al. 2015, section 3.3, equations 6 to 11
 */
export class DequeAccess extends ContinuousAccess {
  static readonly className = 'DequeAccess';

  /** @throws ArgumentError if an argument is unknown or out of its range */
  constructor(args: ContinuousAccessArgs) {
    super('neuralDeque', args, 2);
    const {rows} = args.memory;
    if (rows % 2 !== 0) throw new ArgumentError('memory.rows', 'an even number', rows);
  }

  protected override operate(contents: StrongMemory, [top, bottom]: readonly PushAndPop[]): EndsStep {
    const step = continuousDeque(contents, top!, bottom!);
    return {
      ends: [
        {name: 'top', read: step.topRead, weighting: step.topReadWeighting},
        {name: 'bottom', read: step.bottomRead, weighting: step.bottomReadWeighting},
      ],
      contents: step,
    };
  }
}
tf.serialization.registerClass(DequeAccess);
