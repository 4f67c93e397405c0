import {continuousQueue, type PushAndPop, type StrongMemory} from '@ntmjs/memory';
import * as tf from '@tensorflow/tfjs-core';
import {ContinuousAccess, type EndsStep} from './continuousAccess.js';
import type {ContinuousAccessArgs} from './continuousArgs.js';

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
