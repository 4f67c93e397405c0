import type {Task} from '../task.js';
import {type ChomskyDifficulty, type ChomskyOptions, chomskyTask} from './chomskyTask.js';
import {BITS, drawString} from './symbols.js';

/**
 * Missing duplicate: a string of bits twice, with one of the bits missing; the answer is that bit.
 *
 *     0 1 1 0 0 missing 1 0     → 1
 *     1 0 missing 1 0 1 empty   → 1
 *
 * A string of an odd number of symbols finishes with an empty one; of one symbol, string and answer are 1.
 *
 * @param options the training lengths
 * @returns the task, with inputs `[batch, n + 2, 5]` and targets `[batch, n + 2, 2]`; see `chomskyTasks` for the steps
 * @throws ArgumentError if an option is unknown or out of its range, or `maxLength` is less than `minLength`
 * @see Delétang et al. 2023, table 1
 */
export function missingDuplicateTask(options: ChomskyOptions = {}): Task<ChomskyDifficulty> {
  return chomskyTask(
    {
      name: 'missing-duplicate',
      title: 'Missing duplicate',
      description: 'Say which bit is missing in a string that is repeated once.',
      level: 'context-sensitive',
      inputSymbols: [...BITS, 'missing', 'empty'],
      answerSymbols: BITS,
      ask(random, length) {
        if (length === 1) return {input: '1', answer: '1'};
        const half = drawString(random, BITS, Math.floor(length / 2));
        const whole = [...half, ...half];
        const missing = random.integer(0, whole.length - 1);
        const input = whole.with(missing, 'missing');
        return {input: length % 2 === 0 ? input : [...input, 'empty'], answer: whole[missing]!};
      },
    },
    options,
  );
}
