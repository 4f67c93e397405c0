import type {Task} from '../task.js';
import {type ChomskyDifficulty, type ChomskyOptions, chomskyTask} from './chomskyTask.js';
import {BITS, drawString} from './symbols.js';

const ACTIONS: readonly string[] = ['pop', 'push 0', 'push 1'];

/** The bits of a stack, from bottom to top, after some actions; popping from an empty one does nothing. */
function afterActions(stack: readonly string[], actions: readonly string[]): string[] {
  const result = [...stack];
  for (const action of actions) {
    if (action === 'pop') result.pop();
    else result.push(action.at(-1)!);
  }
  return result;
}

/**
 * Stack manipulation: the bits of a stack, from bottom to top, then actions on it; the answer is the stack after them, from top to
 * bottom, and an end.
 *
 *     0 1 1 0 (push 1) pop pop → 1 1 0 end
 *     1 0 pop pop pop            → end
 *
 * The stack has 1 … n − 1 bits, all numbers equally likely; the other symbols are actions. A string of one symbol has no action.
 *
 * @param options the training lengths
 * @returns the task, with inputs `[batch, 2n + 2, 6]` and targets `[batch, 2n + 2, 3]`; see `chomskyTasks` for the steps
 * @throws ArgumentError if an option is unknown or out of its range, or `maxLength` is less than `minLength`
 * @see Delétang et al. 2023, table 1
 */
export function stackManipulationTask(options: ChomskyOptions = {}): Task<ChomskyDifficulty> {
  return chomskyTask(
    {
      name: 'stack-manipulation',
      title: 'Stack manipulation',
      description: 'Push bits onto a stack and pop them as told, then read it from top to bottom.',
      level: 'deterministic context-free',
      inputSymbols: [...BITS, ...ACTIONS],
      answerSymbols: [...BITS, 'end'],
      answerLength: (length) => length + 1,
      ask(random, length) {
        const height = random.integer(1, Math.max(1, length - 1));
        const stack = drawString(random, BITS, height);
        const actions = drawString(random, ACTIONS, length - height);
        const after = afterActions(stack, actions);
        return {input: [...stack, ...actions], answer: [...after.reverse(), 'end']};
      },
    },
    options,
  );
}
