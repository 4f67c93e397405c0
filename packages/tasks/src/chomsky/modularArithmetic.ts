import type {Task} from '../task.js';
import {type ChomskyDifficulty, type ChomskyOptions, chomskyTask} from './chomskyTask.js';
import {DIGITS, drawSymbol, residue} from './symbols.js';

const OPERATORS: readonly string[] = ['+', '-', '*'];

/** The value modulo 5 of residues with operators between them, of which products come first. */
function evaluated(expression: readonly string[]): number {
  let sum = 0;
  let product = Number(expression[0]);
  for (let index = 1; index < expression.length; index += 2) {
    const value = Number(expression[index + 1]);
    if (expression[index] === '*') {
      product = residue(product * value);
    } else {
      sum += product;
      product = expression[index] === '+' ? value : -value;
    }
  }
  return residue(sum + product);
}

/**
 * Modular arithmetic without brackets: the value modulo 5 of residues with operators between them.
 *
 *     1+2*3 → 2
 *     1-1-1 → 4
 *
 * Such a string has an odd number of symbols: n − 1 where n is even.
 *
 * @param options the training lengths
 * @returns the task, with inputs `[batch, n + 2, 9]` and targets `[batch, n + 2, 5]` for odd n; see `chomskyTasks` for the steps
 * @throws ArgumentError if an option is unknown or out of its range, or `maxLength` is less than `minLength`
 * @see Delétang et al. 2023, table 1
 */
export function modularArithmeticTask(options: ChomskyOptions = {}): Task<ChomskyDifficulty> {
  return chomskyTask(
    {
      name: 'modular-arithmetic',
      title: 'Modular arithmetic (simple)',
      description: 'Compute sums, differences and products of numbers modulo 5, without brackets.',
      level: 'regular',
      inputSymbols: [...DIGITS, ...OPERATORS],
      answerSymbols: DIGITS,
      inputLength: (length) => 2 * Math.ceil(length / 2) - 1,
      ask(random, length) {
        const input = [drawSymbol(random, DIGITS)];
        while (input.length + 2 <= length) {
          input.push(drawSymbol(random, OPERATORS), drawSymbol(random, DIGITS));
        }
        return {input, answer: `${evaluated(input)}`};
      },
    },
    options,
  );
}
