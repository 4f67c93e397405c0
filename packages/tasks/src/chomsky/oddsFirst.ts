import type {Task} from '../task.js';
import {type ChomskyDifficulty, type ChomskyOptions, chomskyTask} from './chomskyTask.js';
import {BITS, drawString} from './symbols.js';

/**
 * Odds first: the bits at odd positions of a string, then those at even ones; the first bit is at position 1, as in the paper's
 * example (its published code counts from 0).
 *
 *     00110101 → 01000111
 *
 * @param options the training lengths
 * @returns the task, with inputs `[batch, 2n + 1, 3]` and targets `[batch, 2n + 1, 2]`; see `chomskyTasks` for the steps
 * @throws ArgumentError if an option is unknown or out of its range, or `maxLength` is less than `minLength`
 * @see Delétang et al. 2023, table 1
 */
export function oddsFirstTask(options: ChomskyOptions = {}): Task<ChomskyDifficulty> {
  return chomskyTask(
    {
      name: 'odds-first',
      title: 'Odds first',
      description: 'Repeat the bits at odd positions of a string, then those at even ones.',
      level: 'context-sensitive',
      inputSymbols: BITS,
      answerSymbols: BITS,
      answerLength: (length) => length,
      ask(random, length) {
        const input = drawString(random, BITS, length);
        const odd = input.filter((_, index) => index % 2 === 0);
        const even = input.filter((_, index) => index % 2 === 1);
        return {input, answer: [...odd, ...even]};
      },
    },
    options,
  );
}
