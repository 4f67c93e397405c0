import type {Task} from '../task.js';
import {type ChomskyDifficulty, type ChomskyOptions, chomskyTask} from './chomskyTask.js';
import {BITS, drawString} from './symbols.js';

/**
 * Parity check: of a string of bits, 0 if the number of its ones is even, else 1.
 *
 *     101010 → 1
 *     011110 → 0
 *
 * @param options the training lengths
 * @returns the task, with inputs `[batch, n + 2, 3]` and targets `[batch, n + 2, 2]`; see `chomskyTasks` for the steps
 * @throws ArgumentError if an option is unknown or out of its range, or `maxLength` is less than `minLength`
 * @see Delétang et al. 2023, table 1
 */
export function parityCheckTask(options: ChomskyOptions = {}): Task<ChomskyDifficulty> {
  return chomskyTask(
    {
      name: 'parity-check',
      title: 'Parity check',
      description: 'Say whether a string of bits has an odd number of ones.',
      level: 'regular',
      inputSymbols: BITS,
      answerSymbols: BITS,
      ask(random, length) {
        const input = drawString(random, BITS, length);
        return {input, answer: `${input.filter((bit) => bit === '1').length % 2}`};
      },
    },
    options,
  );
}
