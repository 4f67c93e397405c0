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
 * @see `drawExpression` for the expressions; `chomskyTask` for the steps, the options and the metrics; Delétang et al. 2023
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
