import {toSvg} from '@ntmjs/inspect';
import {expect, test} from 'vitest';
import {lengthFigure, stepFigure} from './gradientFigures.js';
import {type GradientNorms, normsBySteps, type Stage, stages} from './gradientNorms.js';
import {gradientTables} from './gradientTables.js';

const gradient = (...data: number[]) => ({shape: [2, 2], data: Float32Array.from(data)});

test('the norm is of what differs between rows, of all heads together', () => {
  expect(normsBySteps([gradient(3, 1, 7, 7)])).toEqual([Math.SQRT2, 0]);
  expect(normsBySteps([gradient(3, 1, 7, 7), gradient(0, 2, 0, 4)])).toEqual([2, Math.sqrt(8)]);
});

/** A measurement in which each stage halves the norm on the way back. */
function measured(state: GradientNorms['state'], seed: number, largest: number | null): GradientNorms {
  const norm = Object.fromEntries(stages.map((stage, index) => [stage, 2 ** index])) as Record<Stage, number>;
  const norms = Object.fromEntries(stages.map((stage) => [stage, [norm[stage], 0, null]])) as never;
  const kind = {sharpening: 1.5, largest: {...norm, weighting: largest}, norms};
  return {
    ...{task: 'copy', controller: 'lstm', state, seed, difficulty: {length: 60}, steps: 121, loss: 1},
    ...{
      keptSteps: [0, 60, 120],
      kinds: [
        {kind: 'write', ...kind},
        {kind: 'read', ...kind},
      ],
    },
  };
}

test('the tables have the median and the range over seeds, and what a stage does to the norm', () => {
  const lines = gradientTables([
    ...[2, 1, 4].map((largest, seed) => measured('start', seed, largest)),
    ...[3, null, 5].map((largest, seed) => measured('learning', seed, largest)),
    measured('trained', 1, 1e-5),
  ]).split('\n');
  expect(lines.filter((line) => line.startsWith('| copy'))).toEqual([
    '| copy, lstm | start | – | – | 2 (1–4) | – | – |',
    '| copy, lstm | learning | – | – | 5 (3–not finite) | – | – |',
    '| copy, lstm | trained | – | – | 1e-5 (one seed) | – | – |',
    '| copy, lstm | start | 1.50 | 0.5 | 0.5 | 0.5 |',
    '| copy, lstm | learning | 1.50 | 0.5 | 0.5 | 0.5 |',
    '| copy, lstm | trained | 1.50 | 0.5 | 0.5 | 0.5 |',
  ]);
});

test('the figures are of what is finite and above 0', async () => {
  const all = [measured('start', 1, 2), measured('start', 2, null), measured('learning', 1, 1e9)];
  for (const figure of [lengthFigure(all), stepFigure(all, 'write'), stepFigure(all, 'read')]) {
    const svg = await toSvg(figure);
    expect(svg).toContain('copy, lstm');
    expect(svg).not.toMatch(/NaN|Infinity|undefined/);
  }
});
