import type {Task} from '../task.js';
import {type ChomskyDifficulty, type ChomskyOptions, chomskyTask} from './chomskyTask.js';
import {BITS, drawString} from './symbols.js';

/**
 * Duplicate string: a string of bits twice.
 *
 *     101 → 101101
 *
 * @param options the training lengths
 * @returns the task, with inputs `[batch, 3n + 1, 3]` and targets `[batch, 3n + 1, 2]`; see `chomskyTasks` for the steps
 * @throws ArgumentError if an option is unknown or out of its range, or `maxLength` is less than `minLength`
 * @see Delétang et al. 2023, table 1
 */
export function duplicateStringTask(options: ChomskyOptions = {}): Task<ChomskyDifficulty> {
  return chomskyTask(
    {
      name: 'duplicate-string',
      title: 'Duplicate string',
      description: 'Repeat a string of bits twice.',
      level: 'context-sensitive',
      inputSymbols: BITS,
      answerSymbols: BITS,
      answerLength: (length) => 2 * length,
      ask(random, length) {
        const input = drawString(random, BITS, length);
        return {input, answer: [...input, ...input]};
      },
    },
    options,
  );
}
