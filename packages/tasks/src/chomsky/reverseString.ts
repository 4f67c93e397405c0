import type {Task} from '../task.js';
import {type ChomskyDifficulty, type ChomskyOptions, chomskyTask} from './chomskyTask.js';
import {BITS, drawString} from './symbols.js';

/**
 * Reverse string: a string of bits backwards.
 *
 *     011010 → 010110
 *
 * @see `chomskyTask` for the steps, the options and the metrics; Delétang et al. 2023
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
