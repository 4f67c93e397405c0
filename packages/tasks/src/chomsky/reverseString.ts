import type {Task} from '../task.js';
import {type ChomskyDifficulty, type ChomskyOptions, chomskyTask} from './chomskyTask.js';
import {BITS, drawString} from './symbols.js';

/**
 * Reverse string: a string of bits backwards.
 *
 *     011010 → 010110
 *
 * @param options the training lengths
 * @returns the task, with inputs `[batch, 2n + 1, 3]` and targets `[batch, 2n + 1, 2]`; see `chomskyTasks` for the steps
 * @throws ArgumentError if an option is unknown or out of its range, or `maxLength` is less than `minLength`
 * @see Delétang et al. 2023, table 1
 */
export function reverseStringTask(options: ChomskyOptions = {}): Task<ChomskyDifficulty> {
  return chomskyTask(
    {
      name: 'reverse-string',
      title: 'Reverse string',
      description: 'Repeat a string of bits backwards.',
      level: 'deterministic context-free',
      inputSymbols: BITS,
      answerSymbols: BITS,
      answerLength: (length) => length,
      ask(random, length) {
        const input = drawString(random, BITS, length);
        return {input, answer: input.toReversed()};
      },
    },
    options,
  );
}
