import {content, interpolated, sharpened, shifted, useBackend} from '@ntmjs/test-support';
import {expectClose} from '@ntmjs/test-support/close';
import {expect, test} from 'vitest';
import {
  memory,
  type Settings,
  shiftWeights,
  stagesOf,
} from '../../../docs/.vitepress/theme/figures/addressing.js';

useBackend('cpu');

const settings: Settings = {
  keyRow: 1,
  previousRow: 3,
  keyStrength: 5,
  interpolationGate: 0.8,
  shift: 0.75,
  sharpening: 2,
};

test('the shift is split between the two nearest', () => {
  expect(shiftWeights(0)).toEqual([0, 1, 0]);
  expect(shiftWeights(1)).toEqual([0, 0, 1]);
  expect(shiftWeights(-0.25)).toEqual([0.25, 0.75, 0]);
});

test('the stages of the figure are those of the equations', () => {
  const rows = memory.map((row) => [...row]);
  const before = rows.map((_, row) => Number(row === 3));
  const found = content(rows, rows[1]!, 5);
  const mixed = interpolated(found, before, 0.8);
  const moved = shifted(mixed, [0, 0.25, 0.75]);
  const expected = [before, found, mixed, moved, sharpened(moved, 2)];
  const stages = stagesOf(settings);
  expect(stages.map(({name}) => name)).toEqual(['before', 'content', 'mixed', 'shifted', 'sharpened']);
  for (const [index, {weighting}] of stages.entries()) {
    expectClose(weighting, expected[index]!, {absolute: 1e-5});
  }
});
