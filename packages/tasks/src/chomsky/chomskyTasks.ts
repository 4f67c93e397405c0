import type {Task} from '../task.js';
import {binaryAdditionTask} from './binaryAddition.js';
import {binaryMultiplicationTask} from './binaryMultiplication.js';
import {bucketSortTask} from './bucketSort.js';
import type {ChomskyDifficulty, ChomskyOptions} from './chomskyTask.js';
import {computeSqrtTask} from './computeSqrt.js';
import {cycleNavigationTask} from './cycleNavigation.js';
import {duplicateStringTask} from './duplicateString.js';
import {evenPairsTask} from './evenPairs.js';
import {missingDuplicateTask} from './missingDuplicate.js';
import {modularArithmeticTask} from './modularArithmetic.js';
import {modularArithmeticBracketsTask} from './modularArithmeticBrackets.js';
import {oddsFirstTask} from './oddsFirst.js';
import {parityCheckTask} from './parityCheck.js';
import {reverseStringTask} from './reverseString.js';
import {solveEquationTask} from './solveEquation.js';
import {stackManipulationTask} from './stackManipulation.js';

/**
 * The tasks of the Chomsky hierarchy, level by level: four regular ones, four deterministic context-free ones, seven
 * context-sensitive ones.
 *
 *     step      0 … n−1    n         n+1 … n+m
 *     input     string     answer    –
 *     target    –          –         answer
 *
 * A string of n symbols is one-hot on the first input channels; the last one asks for the answer, which is one-hot on the output
 * channels and finishes with an `end` if answers to strings of one length differ in theirs. Each output is a logistic of its own;
 * the prediction is the channel of the largest logit. The metric `accuracy` is the share of the answer that is correct.
 *
 * @see Delétang et al. 2023, table 1
 */
export const chomskyTasks: readonly ((options?: ChomskyOptions) => Task<ChomskyDifficulty>)[] = [
  evenPairsTask,
  modularArithmeticTask,
  parityCheckTask,
  cycleNavigationTask,

  stackManipulationTask,
  reverseStringTask,
  modularArithmeticBracketsTask,
  solveEquationTask,

  duplicateStringTask,
  missingDuplicateTask,
  oddsFirstTask,
  binaryAdditionTask,
  binaryMultiplicationTask,
  computeSqrtTask,
  bucketSortTask,
];
