import type {RandomStream} from '../random.js';
import type {Task} from '../task.js';
import {type ChomskyDifficulty, type ChomskyOptions, chomskyTask} from './chomskyTask.js';
import {drawExpression} from './expression.js';
import {DIGITS} from './symbols.js';

const OPERATORS: readonly string[] = ['+', '-'];

/** The index of a residue in an expression: the first one at or after a random symbol, or else the first of all. */
function drawUnknown(random: RandomStream, expression: string): number {
  const start = random.integer(0, expression.length - 1);
  const after = expression.slice(start).search(/\d/);
  return after >= 0 ? start + after : expression.search(/\d/);
}

/**
 * Solve equation: the residue modulo 5 for which an unknown stands in an expression of residues, signs, sums, differences and
 * brackets, given the value of the expression.
 *
 *     ((2+4)-x)=3 → 3
 *
 * Strings of fewer than three symbols are no equations: they are zeros, and so is the answer.
 *
 * Expressions are drawn as the published code draws them: of each length, where they split is uniform.
 *
 * @param options the training lengths
 * @returns the task, with inputs `[batch, n + 2, 12]` and targets `[batch, n + 2, 5]`; see `chomskyTasks` for the steps
 * @throws ArgumentError if an option is unknown or out of its range, or `maxLength` is less than `minLength`
 * @see Delétang et al. 2023, table 1
 */
export function solveEquationTask(options: ChomskyOptions = {}): Task<ChomskyDifficulty> {
  return chomskyTask(
    {
      name: 'solve-equation',
      title: 'Solve equation',
      description: 'Find the unknown number modulo 5 in an equation with brackets.',
      level: 'deterministic context-free',
      inputSymbols: [...DIGITS, ...OPERATORS, '(', ')', 'x', '='],
      answerSymbols: DIGITS,
      ask(random, length) {
        if (length < 3) return {input: '0'.repeat(length), answer: '0'};
        const {text, value} = drawExpression(random, length - 2, OPERATORS);
        const unknown = drawUnknown(random, text);
        return {
          input: `${text.slice(0, unknown)}x${text.slice(unknown + 1)}=${value}`,
          answer: text[unknown]!,
        };
      },
    },
    options,
  );
}
