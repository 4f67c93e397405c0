import type {Task} from '../task.js';
import {type ChomskyDifficulty, type ChomskyOptions, chomskyTask} from './chomskyTask.js';
import {BITS, drawString} from './symbols.js';

/**
 * Duplicate string: a string of bits twice.
 *
 *     101 → 101101
 *
 * @see `chomskyTask` for the steps, the options and the metrics; Delétang et al. 2023
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
