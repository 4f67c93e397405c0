import type {TrainReport} from '@ntmjs/training';
import {expect, test} from 'vitest';
import {endLine, engineLine, progressLine} from './index.js';

const report: TrainReport = {
  sequences: 1200,
  bits: 12.345,
  wrongBits: 0.5,
  seconds: 65,
  sequencesPerSecond: 18.46,
  learningRate: 1e-4,
  engine: 'compiled',
};

test('progress states sequences and metrics', () => {
  expect(progressLine(report, 30_000)).toBe(
    '1 200 sequences  |  12.3 bits  |  0.500 wrong bits  |  18.5 sequences/s  |  1m 05s, at most 26m 00s left',
  );
});

test('progress states wrong bits on other numbers of rows', () => {
  const onRows = {256: {bits: 4, wrongBits: 0.25}, 2048: {bits: 9, wrongBits: 1.5}};
  expect(progressLine({...report, onRows}, 30_000)).toContain(
    '  |  0.500 wrong bits  |  0.250 on 256 rows  |  1.50 on 2048 rows  |  18.5 sequences/s',
  );
});

test('with a curriculum, progress and the end state the difficulty that means are of', () => {
  const grown = {...report, difficulty: {steps: 60}};
  expect(progressLine(grown, 30_000)).toContain('1 200 sequences  |  up to steps 60  |  12.3 bits');
  expect(endLine('budget', grown)).toContain('per sequence over at most the last 1 000, up to steps 60.');
});

test('the end states the reason', () => {
  const solvedAt = {sequences: 1200, seconds: 65};
  expect(endLine('solved', {...report, solvedAt})).toBe(
    'Solved after 1 200 sequences and 1m 05s: 12.3 bits and 0.500 wrong bits per sequence over the last 1 000.',
  );
  expect(endLine('budget', {...report, solvedAt: {sequences: 1100, seconds: 59}})).toBe(
    'Solved after 1 100 sequences and 59s; after 1 200 sequences and 1m 05s: ' +
      '12.3 bits and 0.500 wrong bits per sequence over the last 1 000.',
  );
  expect(endLine('budget', {...report, sequences: 40})).toBe(
    'Not solved after 40 sequences and 1m 05s: 12.3 bits and 0.500 wrong bits per sequence over the last 40.',
  );
  expect(endLine('budget', {...report, onRows: {256: {bits: 4, wrongBits: 0.25}}})).toContain(
    "wrong bits per sequence over at most the last 1 000 on the model's own memory.",
  );
  expect(endLine('stopped', {...report, sequences: 0, bits: Number.NaN})).toBe(
    'Stopped after 0 sequences and 1m 05s.',
  );
});

test('how much is compiled, and why not more', () => {
  expect(engineLine(report)).toBe('Training steps are compiled.');
  expect(engineLine({...report, engineReason: 'this JavaScript engine has no relaxed SIMD'})).toBe(
    'Training steps are compiled: this JavaScript engine has no relaxed SIMD.',
  );
  expect(engineLine({...report, engine: 'layers compiled', engineReason: 'the layer has regularizers'})).toBe(
    'Layers are compiled; loss and update run eagerly: the layer has regularizers.',
  );
  expect(engineLine({...report, engine: 'eager', engineReason: 'it was asked for'})).toBe(
    'Training steps run eagerly: it was asked for.',
  );
});
