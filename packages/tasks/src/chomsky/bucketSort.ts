import type {Task} from '../task.js';
import {type ChomskyDifficulty, type ChomskyOptions, chomskyTask} from './chomskyTask.js';
import {DIGITS, drawString} from './symbols.js';

/**
 * Bucket sort: a string of five kinds of symbols, sorted.
 *
 *     421302214 → 011222344
 *
 * @param options the training lengths
 * @returns the task, with inputs `[batch, 2n + 1, 6]` and targets `[batch, 2n + 1, 5]`; see `chomskyTasks` for the steps
 * @throws ArgumentError if an option is unknown or out of its range, or `maxLength` is less than `minLength`
 * @see Delétang et al. 2023, table 1
 */
export function bucketSortTask(options: ChomskyOptions = {}): Task<ChomskyDifficulty> {
  return chomskyTask(
    {
      name: 'bucket-sort',
      title: 'Bucket sort',
      description: 'Sort a string of the symbols 0 to 4.',
      level: 'context-sensitive',
      inputSymbols: DIGITS,
      answerSymbols: DIGITS,
      answerLength: (length) => length,
      ask(random, length) {
        const input = drawString(random, DIGITS, length);
        return {input, answer: input.toSorted()};
      },
    },
    options,
  );
}
