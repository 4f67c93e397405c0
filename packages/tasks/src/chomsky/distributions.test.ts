import {expect, test} from 'vitest';
import {symbolEpisodes} from '../fixtures/symbolEpisodes.js';
import {RandomStream} from '../random.js';
import type {Task} from '../task.js';
import {bucketSortTask} from './bucketSort.js';
import type {ChomskyDifficulty} from './chomskyTask.js';
import {cycleNavigationTask} from './cycleNavigation.js';
import {evenPairsTask} from './evenPairs.js';
import {missingDuplicateTask} from './missingDuplicate.js';
import {modularArithmeticTask} from './modularArithmetic.js';
import {modularArithmeticBracketsTask} from './modularArithmeticBrackets.js';
import {solveEquationTask} from './solveEquation.js';
import {stackManipulationTask} from './stackManipulation.js';

const DRAWN = 3000;

/** Requires that what is read from strings of a length is drawn as often as in these proportions. */
function requireShares(
  task: Task<ChomskyDifficulty>,
  length: number,
  read: (input: readonly string[]) => string,
  shares: Readonly<Record<string, number>>,
): void {
  const counts = new Map<string, number>();
  const episodes = symbolEpisodes(task.sample(new RandomStream(length), DRAWN, {length}), task);
  for (const {input} of episodes) {
    const value = read(input);
    counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  const whole = Object.values(shares).reduce((sum, share) => sum + share);
  expect([...counts.keys()].sort()).toEqual(Object.keys(shares).sort());
  for (const [value, share] of Object.entries(shares)) {
    const probability = share / whole;
    const deviation = Math.sqrt(DRAWN * probability * (1 - probability));
    expect(Math.abs(counts.get(value)! - DRAWN * probability), value).toBeLessThanOrEqual(4.5 * deviation);
  }
}

const all = (input: readonly string[]) => input.join('');
const same = (values: readonly string[]) => Object.fromEntries(values.map((value) => [value, 1]));
/** Every string of two symbols. */
const pairs = (symbols: readonly string[]) =>
  same(symbols.flatMap((one) => symbols.map((other) => one + other)));

test('strings of bits, moves and digits are equally likely', () => {
  requireShares(evenPairsTask(), 2, all, pairs(['0', '1']));
  requireShares(cycleNavigationTask(), 2, all, pairs(['left', 'stay', 'right']));
  requireShares(bucketSortTask(), 2, all, pairs([...'01234']));
});

test('arithmetic without brackets: residues and operators are equally likely', () => {
  requireShares(modularArithmeticTask(), 3, (input) => input[1]!, same([...'+-*']));
  requireShares(modularArithmeticTask(), 3, (input) => `${input[0]}${input[2]}`, pairs([...'01234']));
});

test('stacks: the first height is uniform, and so are bits and actions', () => {
  const height = (input: readonly string[]) =>
    String(input.filter((symbol) => symbol === '0' || symbol === '1').length);
  requireShares(stackManipulationTask(), 6, height, same(['1', '2', '3', '4', '5']));
  requireShares(
    stackManipulationTask(),
    2,
    all,
    same(['0', '1'].flatMap((bit) => ['pop', 'push 0', 'push 1'].map((action) => bit + action))),
  );
});

test('missing duplicates: the missing position is uniform', () => {
  requireShares(missingDuplicateTask(), 6, (input) => `${input.indexOf('missing')}`, same([...'012345']));
  requireShares(missingDuplicateTask(), 7, (input) => `${input.indexOf('missing')}`, same([...'012345']));
});

const shape = (input: readonly string[]) => all(input).replace(/\d/g, 'd');

test('arithmetic with brackets: where an expression splits is uniform, and so are its operators', () => {
  const task = modularArithmeticBracketsTask();
  requireShares(task, 1, shape, {d: 1});
  requireShares(task, 2, shape, {'-d': 1});
  requireShares(task, 3, shape, {'(d)': 1});
  requireShares(task, 4, shape, {'(-d)': 1});
  requireShares(
    task,
    7,
    shape,
    same([...'+-*'].flatMap((each) => [`(d${each}(d))`, `(-d${each}-d)`, `((d)${each}d)`])),
  );
});

test('equations: the unknown is the first number at or after a uniform position', () => {
  const task = solveEquationTask();
  requireShares(task, 4, shape, {'-x=d': 1});
  // Of five positions in (d+d), the last one is followed by the first number.
  requireShares(task, 7, shape, {'(x+d)=d': 3, '(x-d)=d': 3, '(d+x)=d': 2, '(d-x)=d': 2});
});
