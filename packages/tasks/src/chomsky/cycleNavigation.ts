import type {Task} from '../task.js';
import {type ChomskyDifficulty, type ChomskyOptions, chomskyTask} from './chomskyTask.js';
import {DIGITS, drawString, residue} from './symbols.js';

const MOVES: readonly string[] = ['left', 'stay', 'right'];

/**
 * Cycle navigation: the position, among five on a circle, after a walk of steps to the left (−1), none (0) and to the right (+1)
 * that begins at position 0.
 *
 *     right right stay left → 1
 *     left stay left        → 3
 *
 * @param options the training lengths
 * @returns the task, with inputs `[batch, n + 2, 4]` and targets `[batch, n + 2, 5]`; see `chomskyTasks` for the steps
 * @throws ArgumentError if an option is unknown or out of its range, or `maxLength` is less than `minLength`
 * @see Delétang et al. 2023, table 1
 */
export function cycleNavigationTask(options: ChomskyOptions = {}): Task<ChomskyDifficulty> {
  return chomskyTask(
    {
      name: 'cycle-navigation',
      title: 'Cycle navigation',
      description: 'Say at which of five positions on a circle a walk ends.',
      level: 'regular',
      inputSymbols: MOVES,
      answerSymbols: DIGITS,
      ask(random, length) {
        const input = drawString(random, MOVES, length);
        const position = input.reduce((sum, move) => sum + MOVES.indexOf(move) - 1, 0);
        return {input, answer: `${residue(position)}`};
      },
    },
    options,
  );
}
