import type {Task} from '../task.js';
import {bitsOf, drawOperands, numberOf} from './binaryNumber.js';
import {type ChomskyDifficulty, type ChomskyOptions, chomskyTask} from './chomskyTask.js';
import {BITS, drawString} from './symbols.js';

/**
 * Binary addition: the sum of two positive numbers, all with their lowest bit first, and an end.
 *
 *     10010+101 → 0111 end     (9 + 5 = 14)
 *
 * Strings of one or two symbols are a single number, which is the answer.
 *
 * The width of the first number is uniform, and so is each number of its width.
 *
 * @param options the training lengths
 * @returns the task, with inputs `[batch, 2n + 2, 4]` and targets `[batch, 2n + 2, 3]`; see `chomskyTasks` for the steps
 * @throws ArgumentError if an option is unknown or out of its range, or `maxLength` is less than `minLength`
 * @see Delétang et al. 2023, table 1
 */
export function binaryAdditionTask(options: ChomskyOptions = {}): Task<ChomskyDifficulty> {
  return chomskyTask(
    {
      name: 'binary-addition',
      title: 'Binary addition',
      description: 'Add two numbers whose bits are given from the lowest to the highest.',
      level: 'context-sensitive',
      inputSymbols: [...BITS, '+'],
      answerSymbols: [...BITS, 'end'],
      answerLength: (length) => length + 1,
      ask(random, length) {
        if (length < 3) {
          const input = drawString(random, BITS, length);
          return {input, answer: [...bitsOf(numberOf(input)), 'end']};
        }
        const [first, second] = drawOperands(random, length);
        const sum = numberOf(first) + numberOf(second);
        return {input: [...first, '+', ...second], answer: [...bitsOf(sum), 'end']};
      },
    },
    options,
  );
}
