import type {Task} from '../task.js';
import {type ChomskyDifficulty, type ChomskyOptions, chomskyTask} from './chomskyTask.js';
import {drawExpression} from './expression.js';
import {DIGITS} from './symbols.js';

const OPERATORS: readonly string[] = ['+', '-', '*'];

/**
 * Modular arithmetic with brackets: the value modulo 5 of an expression of residues, signs, operators and brackets.
 *
 *     ((2+4)*-3) → 2
 *
 * Expressions are drawn as the published code draws them: of each length, where they split is uniform.
 *
 * @param options the training lengths
 * @returns the task, with inputs `[batch, n + 2, 11]` and targets `[batch, n + 2, 5]`; see `chomskyTasks` for the steps
 * @throws ArgumentError if an option is unknown or out of its range, or `maxLength` is less than `minLength`
 * @see Delétang et al. 2023, table 1
 */
export function modularArithmeticBracketsTask(options: ChomskyOptions = {}): Task<ChomskyDifficulty> {
  return chomskyTask(
    {
      name: 'modular-arithmetic-brackets',
      title: 'Modular arithmetic (brackets)',
      description: 'Compute sums, differences and products of numbers modulo 5, with brackets.',
      level: 'deterministic context-free',
      inputSymbols: [...DIGITS, ...OPERATORS, '(', ')'],
      answerSymbols: DIGITS,
      ask(random, length) {
        const {text, value} = drawExpression(random, length, OPERATORS);
        return {input: text, answer: `${value}`};
      },
    },
    options,
  );
}
