import type {Task} from '../task.js';
import {type ChomskyDifficulty, type ChomskyOptions, chomskyTask} from './chomskyTask.js';
import {BITS, drawString} from './symbols.js';

/**
 * Even pairs: of a string of bits, 0 if the number of its pairs `01` and `10` is even, else 1.
 *
 *     001110  → 0
 *     0101001 → 1
 *
 * @param options the training lengths
 * @returns the task, with inputs `[batch, n + 2, 3]` and targets `[batch, n + 2, 2]`; see `chomskyTasks` for the steps
 * @throws ArgumentError if an option is unknown or out of its range, or `maxLength` is less than `minLength`
 * @see Delétang et al. 2023, table 1
 */
export function evenPairsTask(options: ChomskyOptions = {}): Task<ChomskyDifficulty> {
  return chomskyTask(
    {
      name: 'even-pairs',
      title: 'Even pairs',
      description: 'Say whether a string of bits has an odd number of pairs of unequal neighbors.',
      level: 'regular',
      inputSymbols: BITS,
      answerSymbols: BITS,
      ask(random, length) {
        const input = drawString(random, BITS, length);
        const pairs = input.slice(1).filter((bit, index) => bit !== input[index]);
        return {input, answer: `${pairs.length % 2}`};
      },
    },
    options,
  );
}
