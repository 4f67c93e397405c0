import type {Task} from '../task.js';
import {bitsOf, drawOperands, numberOf} from './binaryNumber.js';
import {type ChomskyDifficulty, type ChomskyOptions, chomskyTask} from './chomskyTask.js';
import {BITS, drawString} from './symbols.js';

/**
 * Binary multiplication: the product of two positive numbers, all with their lowest bit first, and an end.
 *
 *     011*101 → 01111 end     (6 · 5 = 30)
 *
 * Strings of one or two symbols are bits whose answer is no symbol or a 0, and the end.
 *
 * The width of the first number is uniform, and so is each number of its width.
 *
 * @param options the training lengths
 * @returns the task, with inputs `[batch, 2n + 1, 4]` and targets `[batch, 2n + 1, 3]`; see `chomskyTasks` for the steps
 * @throws ArgumentError if an option is unknown or out of its range, or `maxLength` is less than `minLength`
 * @see Delétang et al. 2023, table 1
 */
export function binaryMultiplicationTask(options: ChomskyOptions = {}): Task<ChomskyDifficulty> {
  return chomskyTask(
    {
      name: 'binary-multiplication',
      title: 'Binary multiplication',
      description: 'Multiply two numbers whose bits are given from the lowest to the highest.',
      level: 'context-sensitive',
      inputSymbols: [...BITS, '*'],
      answerSymbols: [...BITS, 'end'],
      answerLength: (length) => length,
      ask(random, length) {
        if (length < 3) {
          return {input: drawString(random, BITS, length), answer: length === 1 ? ['end'] : ['0', 'end']};
        }
        const [first, second] = drawOperands(random, length);
        const product = numberOf(first) * numberOf(second);
        return {input: [...first, '*', ...second], answer: [...bitsOf(product), 'end']};
      },
    },
    options,
  );
}
