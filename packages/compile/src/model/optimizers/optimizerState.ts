import type * as tf from '@tensorflow/tfjs-core';
import type {UpdateRule} from '../../runtime/updateRule.js';
import {CompilationError} from '../../trace/compilationError.js';
import {tfjsRuleOf} from './tfjsRules.js';

/** An optimizer that follows an update rule, and keeps the running values of each variable as tensors. */
export interface RuleOptimizer extends tf.Optimizer {
  readonly rule: UpdateRule;
  readonly learningRate: number;
  /** The running values, slot by slot, each for every variable; they are made if there are none yet. */
  slotVariables(variables: readonly tf.Variable[]): readonly (readonly tf.Variable[])[];
}

/** How an optimizer moves the weights, and where its state is. */
export interface OptimizerState {
  readonly rule: UpdateRule;
  learningRate(): number;
  /** As those of a `RuleOptimizer`. */
  slotVariables(variables: readonly tf.Variable[]): readonly (readonly tf.Variable[])[];
  /** Counts a step. */
  advance(): void;
}

/** A member of optimizers that their declaration hides. */
interface Hidden {
  incrementIterations(): void;
}

/** The methods that compute a step. */
const STEP = ['minimize', 'computeGradients', 'applyGradients'] as const;

/**
 * The state of an optimizer whose rule is known.
 *
 * @throws CompilationError if it is not, or if a method that computes the step was replaced
 */
export function optimizerStateOf(optimizer: tf.Optimizer): OptimizerState {
  const hidden = optimizer as unknown as Hidden;
  const replaced = STEP.find((name) => Object.hasOwn(optimizer, name));
  if (replaced !== undefined)
    throw new CompilationError(`the method ${replaced} of the optimizer was replaced`);
  if (isRuleOptimizer(optimizer)) {
    return {
      rule: optimizer.rule,
      learningRate: () => optimizer.learningRate,
      slotVariables: (variables) => optimizer.slotVariables(variables),
      advance: () => hidden.incrementIterations(),
    };
  }
  const rule = tfjsRuleOf(optimizer);
  if (rule === undefined)
    throw new CompilationError(`the update rule of the optimizer ${optimizer.getClassName()} is not known`);
  return {
    ...rule,
    advance() {
      hidden.incrementIterations();
      rule.advance(optimizer.iterations);
    },
  };
}

function isRuleOptimizer(optimizer: tf.Optimizer): optimizer is RuleOptimizer {
  return 'rule' in optimizer && typeof Reflect.get(optimizer, 'slotVariables') === 'function';
}
