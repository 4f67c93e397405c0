import {appendFile, readFile} from 'node:fs/promises';
import {difficulties, states, subjects} from './gradientCases.js';
import {type GradientCase, type GradientNorms, measureGradients} from './gradientNorms.js';

const SEEDS = [1, 2, 3];

/** All cases: short episodes first, of the long ones first those of the first seed. */
function allCases(): GradientCase[] {
  const short = [0, 1, 2].flatMap((index) => casesOf(index, SEEDS));
  const long = SEEDS.flatMap((seed) => [3, 4].flatMap((index) => casesOf(index, [seed])));
  return [...short, ...long];
}

function casesOf(index: number, seeds: readonly number[]): GradientCase[] {
  return states.flatMap((state) =>
    subjects.flatMap(({task, controller}) =>
      seeds.map((seed) => ({task, controller, state, seed, difficulty: difficulties[task][index]!})),
    ),
  );
}

/** What is in a file of measurements, a line for each case; nothing if it is not there. */
export async function readGradients(file: string): Promise<GradientNorms[]> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as GradientNorms);
}

/**
 * Measures the gradients of all cases that a file does not have yet, and adds a line for each to it.
 *
 * @param onMeasured is told how many cases of how many there are
 */
export async function measureAll(file: string, onMeasured: (text: string) => void): Promise<void> {
  const known = new Set((await readGradients(file)).map(keyOf));
  const cases = allCases();
  for (const [index, each] of cases.entries()) {
    if (known.has(keyOf(each))) continue;
    await appendFile(file, `${JSON.stringify(await measureGradients(each))}\n`);
    onMeasured(`${index + 1} of ${cases.length}: ${each.task}, ${each.controller}, ${each.state}`);
  }
}

function keyOf({task, controller, state, seed, difficulty}: GradientCase): string {
  return JSON.stringify([task, controller, state, seed, difficulty]);
}
