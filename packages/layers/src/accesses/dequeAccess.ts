import {ArgumentError} from '@ntmjs/arguments';
import {continuousDeque, type PushAndPop, type StrongMemory} from '@ntmjs/memory';
import * as tf from '@tensorflow/tfjs-core';
import {ContinuousAccess, type EndsStep} from './continuousAccess.js';
import type {ContinuousAccessArgs} from './continuousArgs.js';

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
