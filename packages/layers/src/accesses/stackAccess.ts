import {continuousStack, type PushAndPop, type StrongMemory} from '@ntmjs/memory';
import * as tf from '@tensorflow/tfjs-core';
import {ContinuousAccess, type EndsStep} from './continuousAccess.js';
import type {ContinuousAccessArgs} from './continuousArgs.js';

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
