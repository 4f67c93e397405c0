import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {describeInChromium, openPage, permittedToIntruder} from '@ntmjs/test-support/chromium';
import {expect, test} from 'vitest';
import type {SweepConfig} from '../config/sweepConfig.js';
import {testFolder} from '../fixtures/smallSweep.js';
import {type Outcome, standingOf} from '../fixtures/standings.js';
import type {Point} from '../search/space.js';
import {sweepPage} from './sweepPage.js';

const tpe: SweepConfig = {
  run: {task: 'copy', sequences: 10_000},
  search: {
    method: 'tpe',
    points: 300,
    space: {
      learningRate: {type: 'number', min: 1e-5, max: 1e-1, scale: 'log'},
      units: {type: 'integer', min: 10, max: 200},
      optimizer: {type: 'choice', values: ['adam', 'gravesRmsProp']},
    },
  },
  seeds: 3,
  objective: {type: 'metric', metric: 'wrongBits'},
};

const grid: SweepConfig = {
  run: {task: 'copy'},
  search: {
    method: 'grid',
    space: {
      rows: {type: 'choice', values: [16, 32, 64, 128]},
      optimizer: {type: 'choice', values: ['adam', 'adamw', 'gravesRmsProp']},
      relaxedSimd: {type: 'choice', values: [true, false]},
    },
  },
  seeds: 2,
};

const one: SweepConfig = {
  ...tpe,
  search: {method: 'random', points: 20, space: {learningRate: tpe.search.space.learningRate!}},
  seeds: 1,
};

const failure = 'the loss is <NaN> after 1 200 sequences';

/** How far a learning rate is from the best, in powers of ten. */
const distanceOf = ({learningRate}: Point) => Math.abs(Math.log10(Number(learningRate)) + 2.5);

function ended(point: Point, seed: number, number: number): Outcome {
  if (distanceOf(point) > 2) return {failure};
  if (number % 7 === 6) return {stopped: 10 + distanceOf(point)};
  return {wrongBits: distanceOf(point) ** 3 + seed / 10};
}

const solved = ({rows}: Point, seed: number, number: number): Outcome =>
  rows === 16 ? {wrongBits: 3} : {wrongBits: 0, solvedAt: 90_000 / Number(rows) + 300 * seed + 50 * number};

const begun = (_: Point, seed: number, number: number): Outcome =>
  number === 0 && seed === 1 ? 'running' : 'waiting';

/** Sweeps of several kinds, by the name of a file. */
const sweeps: Record<string, [SweepConfig, number, typeof ended]> = {
  'three points': [tpe, 3, (_, seed, number) => ({wrongBits: number + seed})],
  'three hundred points': [tpe, 300, ended],
  'a grid': [grid, 24, solved],
  'one option': [one, 20, ended],
  'a sweep that has begun': [tpe, 1, begun],
  'a sweep that fails': [one, 3, () => ({failure})],
};

async function pageOf(name: string): Promise<string> {
  const [config, count, outcomeOf] = sweeps[name]!;
  return sweepPage({title: name, config, standing: await standingOf(config, count, outcomeOf)});
}

/** The text of each cell of the first table. */
function cellsOf(html: string): string[][] {
  const [, body] = /<tbody>(.*?)<\/tbody>/s.exec(html)!;
  return body!
    .split('</tr>')
    .map((row) => [...row.matchAll(/<t[hd][^>]*>([^<]*)</g)].map(([, cell]) => cell!));
}

const alternativesOf = (html: string) => [...html.matchAll(/<img alt="([^"]*)"/g)].map(([, alt]) => alt!);

test('the table has the best point first, with its seeds', async () => {
  const html = await pageOf('three points');
  expect(
    cellsOf(html)
      .map((row) => [row[0], ...row.slice(4)])
      .slice(0, 3),
  ).toEqual([
    ['0', '2.00', '1.00', '3.00', '0 of 3', '3'],
    ['1', '3.00', '2.00', '4.00', '0 of 3', '3'],
    ['2', '4.00', '3.00', '5.00', '0 of 3', '3'],
  ]);
  expect(html).not.toContain('<details>');
  expect(html).toContain('No run failed.');
});

test('of many points the best are shown, and the others can be', async () => {
  const html = await pageOf('three hundred points');
  const [table, others] = html.split('<details>');
  expect(cellsOf(table!)).toHaveLength(21);
  expect(others).toContain('The other 280 points');
  expect(cellsOf(others!)).toHaveLength(281);
});

test('every figure has a sentence, with the best point in it', async () => {
  const alternatives = alternativesOf(await pageOf('a grid'));
  expect(alternatives).toEqual([
    'Parallel coordinates of 24 points over rows, optimizer, relaxedSimd and their objective, sequences until solved: the best, with rows 128, optimizer adam, relaxedSimd true, has 2 203 sequences until solved.',
    expect.stringMatching(
      /^The objective, sequences until solved, of 24 points by each of rows, optimizer, relaxedSimd: .*\.$/,
    ),
    expect.stringMatching(
      /^Learning curves, wrongBits by training sequences, of the best, with rows 128.*, and of the median, with rows .*\.$/,
    ),
  ]);
});

test('failures are told once for each reason, as text', async () => {
  const html = await pageOf('a sweep that fails');
  for (const run of ['point 0, seed 1 (copy-0-1)', 'point 2, seed 1 (copy-2-1)']) expect(html).toContain(run);
  expect(html.match(/the loss is &lt;NaN> after/g)).toHaveLength(1);
  expect(alternativesOf(html)).toEqual([]);
  expect(html.match(/There is none yet/g)).toHaveLength(2);
});

test('a sweep that has just begun has no objective yet', async () => {
  const html = await pageOf('a sweep that has begun');
  expect(cellsOf(html)[0]!.slice(4)).toEqual(['–', '–', '–', '0 of 0', '0', '1', '2']);
  expect(alternativesOf(html)).toEqual([]);
});

/** A grid of two options, of which three seeds of each point solve the task with the smaller rate, and one overflows with the greater. */
const rates: SweepConfig = {
  run: {task: 'copy'},
  search: {
    method: 'grid',
    space: {
      learningRate: {type: 'choice', values: [1e-4, 1e-3]},
      weightingClip: {type: 'choice', values: [1, 10]},
      batch: {type: 'choice', values: [1]},
    },
  },
  seeds: 3,
};

const ratesPage = async (outcomeOf: Parameters<typeof standingOf>[2]) =>
  sweepPage({title: 'rates', config: rates, standing: await standingOf(rates, 4, outcomeOf)});

const outcomes = ({learningRate, weightingClip}: Point, seed: number): Outcome => {
  if (learningRate === 1e-4) {
    return {wrongBits: 0, solvedAt: 1000 * seed + Number(weightingClip), beyond: {40: seed, 30: 0}};
  }
  return seed === 1 ? {failure, nonFinite: true} : {wrongBits: 2, beyond: {40: 9, 30: 8}};
};

test('two options that are choices have a table of what solved the task, and what was not finite', async () => {
  const html = await ratesPage(outcomes);
  const [, pairs] = html.split('Options in pairs</h2>');
  expect(html.match(/By learningRate and weightingClip/g)).toHaveLength(2); // the caption, and its label
  expect(html).not.toContain('and batch:');
  expect(cellsOf(pairs!).slice(0, 2)).toEqual([
    ['learningRate 0.0001', '3 of 3; 2 001', '3 of 3; 2 010'],
    ['learningRate 0.001', '0 of 3; not solved; 1 not finite', '0 of 3; not solved; 1 not finite'],
  ]);
});

test('a table of two options is of runs that are over', async () => {
  const html = await ratesPage(({learningRate}, seed) =>
    learningRate === 1e-4 && seed < 3 ? {wrongBits: 0, solvedAt: 700} : 'waiting',
  );
  const [, pairs] = html.split('Options in pairs</h2>');
  expect(cellsOf(pairs!)[0]).toEqual(['learningRate 0.0001', '2 of 2; 700', '2 of 2; 700']);
  expect(cellsOf(pairs!)[1]).toEqual(['learningRate 0.001', '–', '–']);
  expect(await ratesPage(() => 'waiting')).not.toContain('Options in pairs');
});

test('what is beyond training has a figure for each option that is a choice', async () => {
  const html = await ratesPage(outcomes);
  const beyond = 'wrongBits by length: for each value of';
  expect(alternativesOf(html).filter((text) => text.startsWith(beyond))).toEqual([
    `${beyond} learningRate the best point that has it, the median over its seeds and the range.`,
    `${beyond} weightingClip the best point that has it, the median over its seeds and the range.`,
  ]);
  const fewer: Outcome[] = [{wrongBits: 0, beyond: {40: 1}}, {wrongBits: 0}];
  for (const outcome of fewer) expect(await ratesPage(() => outcome)).not.toContain('Beyond training');
});

describeInChromium('the page of', (browser) => {
  test.each(Object.keys(sweeps))('%s stands alone, and runs no code', {timeout: 60_000}, async (name) => {
    const path = join(await testFolder(), 'report.html');
    await writeFile(path, await pageOf(name));
    const {page, errors} = await openPage(browser(), `file://${path}`);
    const widths = await page.evaluate(() => [...document.images].map(({naturalWidth}) => naturalWidth));
    for (const width of widths) expect(width).toBeGreaterThan(300);
    expect(errors).toEqual([]);
    expect(await permittedToIntruder(page)).toEqual([]);
    await page.close();
  });
});
