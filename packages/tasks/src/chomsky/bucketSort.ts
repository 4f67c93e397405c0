import type {Task} from '../task.js';
import {type ChomskyDifficulty, type ChomskyOptions, chomskyTask} from './chomskyTask.js';
import {DIGITS, drawString} from './symbols.js';

/**
 * Bucket sort: a string of five kinds of symbols, sorted.
 *
 *     421302214 → 011222344
 *
 * @see `chomskyTask` for the steps, the options and the metrics; Delétang et al. 2023
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
