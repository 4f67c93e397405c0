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
 * The neural stack's way to use a memory: a step pops, pushes and reads at the top. `continuousStack` has the equations.
 *
 * The interface vector is a value, a push and a pop, `width + 2` numbers; what is read is `width` numbers. It is the paper's stack for as
 * many steps as there are rows, and for as long as nothing is needed that lies farther back.
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
 * The neural queue's way to use a memory: a step pops and reads what is oldest, and pushes what is newest.
 * `continuousQueue` has the equations.
 *
 * The interface vector is a value, a push and a pop, `width + 2` numbers; what is read is `width` numbers. It is the paper's queue for as
 * many steps as there are rows; after that it loses what has waited so long.
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
 * The neural deque's way to use a memory: a step pops, pushes and reads at the top and at the bottom.
 * `continuousDeque` has the equations.
 *
 * The interface vector is a value, a push and a pop of the top, then those of the bottom, 2 (`width + 2`) numbers; what is read is that of the
 * top, then that of the bottom, 2 `width` numbers. It is the paper's deque for half as many steps as there are rows, an even number;
 * after that it loses what lies in the middle.
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
