import {expectNoLeak, uniformNumbers, useBackend} from '@ntmjs/test-support';
import {expectClose} from '@ntmjs/test-support/close';
import {expect, test} from 'vitest';
import {
  type AllocationStep,
  allocationSteps,
  example,
  readModes,
  rows,
  type StepParameters,
} from '../../../docs/.vitepress/theme/figures/allocation.js';

useBackend('cpu');

const all = [...Array(rows).keys()];
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

/** The paper's equations, element by element. */
function expectedSteps(parameters: readonly StepParameters[]): AllocationStep[] {
  const empty = all.map(() => 0);
  let [usage, written, precedence, read] = [empty, empty, empty, empty];
  let link = all.map(() => empty);
  return parameters.map(({writeGate, allocationGate, writeRow, freeGate, readMode, readRow}) => {
    usage = all.map((i) => (usage[i]! + written[i]! - usage[i]! * written[i]!) * (1 - freeGate * read[i]!));
    const order = [...all].sort((i, j) => usage[i]! - usage[j]! || i - j);
    const allocation = all.map((i) =>
      order.slice(0, order.indexOf(i)).reduce((product, j) => product * usage[j]!, 1 - usage[i]!),
    );
    written = all.map(
      (i) => writeGate * (allocationGate * allocation[i]! + (1 - allocationGate) * Number(i === writeRow)),
    );
    link = all.map((i) =>
      all.map((j) =>
        i === j ? 0 : (1 - written[i]! - written[j]!) * link[i]![j]! + written[i]! * precedence[j]!,
      ),
    );
    precedence = all.map((i) => (1 - sum(written)) * precedence[i]! + written[i]!);
    const backward = all.map((j) => sum(all.map((i) => link[i]![j]! * read[i]!)));
    const forward = all.map((i) => sum(all.map((j) => link[i]![j]! * read[j]!)));
    read = {backward, forward, content: all.map((i) => Number(i === readRow))}[readMode];
    return {usage, allocation, written, precedence, link, backward, forward, read};
  });
}

/** Parameters at random, half of the gates open or shut. */
function randomParameters(seed: number): StepParameters[] {
  return Array.from({length: 12}, (_, step) => {
    const numbers = uniformNumbers(100 * seed + step, 6, 0, 1);
    const gate = (index: number) => Math.min(1, Math.max(0, 2 * numbers[index]! - 0.5));
    const row = (index: number) => Math.floor(rows * numbers[index]!);
    return {
      writeGate: gate(0),
      allocationGate: gate(1),
      freeGate: gate(2),
      writeRow: row(3),
      readRow: row(4),
      readMode: readModes[Math.floor(readModes.length * numbers[5]!)]!,
    };
  });
}

const programs: readonly (readonly [name: string, parameters: readonly StepParameters[]])[] = [
  ['the example', example],
  ...[1, 2, 3, 4].map((seed) => [`parameters of seed ${seed}`, randomParameters(seed)] as const),
];

test.each(programs)('the values of the figure are those of the equations: %s', (_, parameters) => {
  const expected = expectedSteps(parameters);
  for (const [step, state] of allocationSteps(parameters).entries()) {
    for (const [name, values] of Object.entries(state)) {
      const wanted = expected[step]![name as keyof AllocationStep];
      expectClose(values.flat(), wanted.flat(), {absolute: 1e-5});
    }
  }
});

test('the example writes a freed row again, and reads in the order of writing', () => {
  const pointed = (parameters: readonly StepParameters[], name: 'written' | 'read') =>
    allocationSteps(parameters).map((state) => state[name].findIndex((share) => share > 0.99));
  expect(pointed(example, 'written')).toEqual([0, 1, 2, -1, 1, 3, -1, -1, -1]);
  expect(pointed(example, 'read').slice(5)).toEqual([2, 1, 3, 1]);
  const kept = example.map((step) => ({...step, freeGate: 0}));
  expect(pointed(kept, 'written')).toEqual([0, 1, 2, -1, 3, 4, -1, -1, -1]);
});

test('no tensor is left', () => {
  expectNoLeak(() => {
    allocationSteps(example);
    return [];
  }, 8);
});
