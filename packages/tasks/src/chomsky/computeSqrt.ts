import type {Task} from '../task.js';
import {drawPositive, numberOf} from './binaryNumber.js';
import {type ChomskyDifficulty, type ChomskyOptions, chomskyTask} from './chomskyTask.js';
import {BITS} from './symbols.js';

/**
 * The integer part of the square root of a positive number, by Newton's iteration from above.
 *
 * @param width at least the number of the bits of `value`
 */
function squareRoot(value: bigint, width: number): bigint {
  let root = 1n << BigInt(Math.ceil(width / 2));
  for (;;) {
    const next = (root + value / root) >> 1n;
    if (next >= root) return root;
    root = next;
  }
}

/**
 * Compute sqrt: the integer part of the square root of a positive number of n bits, both with their highest bit first. The answer
 * has ⌈n/2⌉ bits.
 *
 *     100101 → 110     (√37 ≈ 6.08)
 *
 * @param options the training lengths
 * @returns the task, with inputs `[batch, n + 1 + ⌈n/2⌉, 3]` and targets `[batch, n + 1 + ⌈n/2⌉, 2]`; see `chomskyTasks` for the steps
 * @throws ArgumentError if an option is unknown or out of its range, or `maxLength` is less than `minLength`
 * @see Delétang et al. 2023, table 1
 */
export function computeSqrtTask(options: ChomskyOptions = {}): Task<ChomskyDifficulty> {
  const answerLength = (length: number) => Math.ceil(length / 2);
  return chomskyTask(
    {
      name: 'compute-sqrt',
      title: 'Compute sqrt',
      description: 'Compute the integer part of a square root, in binary.',
      level: 'context-sensitive',
      inputSymbols: BITS,
      answerSymbols: BITS,
      answerLength,
      ask(random, length) {
        const bits = drawPositive(random, length);
        const root = squareRoot(numberOf(bits), length).toString(2);
        return {input: bits.toReversed(), answer: root.padStart(answerLength(length), '0')};
      },
    },
    options,
  );
}
