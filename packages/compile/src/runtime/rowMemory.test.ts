import {sam} from '@ntmjs/layers';
import {expectClose, useBackend} from '@ntmjs/test-support';
import type {RNN} from '@tensorflow/tfjs-layers';
import {describe, expect, test} from 'vitest';
import {RowFlag} from '../code/activeRows.js';
import {LIST_START} from '../graph/graph.js';
import {LayerStepper} from './layerStepper.js';
import {RowMemory} from './rowMemory.js';

useBackend('cpu');

describe('rows that are changed in place', () => {
  const [rows, fresh] = [9, 2];
  const [list, flags, next, wide, narrow] = [16, 80, 128, 160, 320];

  /** Two states of three numbers and of one. */
  function memoryOf() {
    const numbers = new Float32Array(100);
    const memory = new RowMemory(
      {numbers: () => numbers},
      {
        ...{rows, fresh, list, flags, next},
        states: [
          {state: 0, width: 3, address: wide, gradient: undefined},
          {state: 2, width: 1, address: narrow, gradient: undefined},
        ],
      },
    );
    const integers = new Int32Array(numbers.buffer);
    const active = () => [...numbers.subarray(list / 4 + LIST_START).subarray(0, integers[list / 4]!)];
    return {memory, numbers, integers, active};
  }

  /** Values of both states of two sequences, in which all rows of the second one but some are alike. */
  function valuesOf(distinct: Readonly<Record<number, number>>) {
    const arrays = [
      new Float32Array(2 * 3 * rows).fill(4),
      new Float32Array(0),
      new Float32Array(2 * rows).fill(5),
    ];
    for (const [row, state] of Object.entries(distinct))
      arrays[state]![arrays[state]!.length / 2 + Number(row) * (state === 0 ? 3 : 1)] = -1;
    return arrays.map((array) => ({array, start: array.length / 2}));
  }

  test('are active where one of the states is not like the last row, with the first of the others', () => {
    const {memory, integers, active} = memoryOf();
    memory.begin(valuesOf({0: 2, 2: 0, 6: 0}));
    expect(active()).toEqual([0, 2, 6, 1, 3]);
    expect([...integers.subarray(flags / 4, flags / 4 + rows)]).toEqual(
      [2, 1, 2, 1, 0, 0, 2, 0, 0].map((flag) => [RowFlag.INACTIVE, RowFlag.FRESH, RowFlag.CHANGED][flag]),
    );
    expect(integers[next / 4]).toBe(4);
  });

  test('are as at first when a sequence begins with the same values, and those of others otherwise', () => {
    const {memory, numbers, active} = memoryOf();
    const first = valuesOf({2: 0});
    memory.begin(first);
    const [at, row] = [wide / 4, narrow / 4];
    const before = numbers.slice();
    // As a step does: it changes active rows only.
    for (const changed of active()) {
      numbers.fill(7, at + 3 * changed, at + 3 * changed + 3);
      numbers[row + changed] = 7;
    }
    memory.begin(first.map((values) => ({...values})));
    expect(numbers).toEqual(before);
    memory.begin(valuesOf({5: 2}));
    expect(active()).toEqual([5, 0, 1]);
    expect([...numbers.subarray(row, row + rows)]).toEqual([5, 5, 5, 5, 5, -1, 5, 5, 5]);
  });

  test('are all active, but the last, where no two are alike', () => {
    const {memory, active} = memoryOf();
    const arrays = [3, 0, 1].map((width) => Float32Array.from({length: rows * width}, (_, index) => index));
    memory.begin(arrays.map((array) => ({array, start: 0})));
    expect(active()).toEqual([...Array(rows).keys()]);
  });
});

test('a stepper goes on from states that another one has saved', () => {
  const layer = sam({
    ...{units: 2, controller: {type: 'feedforward', units: 5}, memory: {rows: 3000, width: 4}},
    ...{readHeads: 2, rowsRead: 3, returnSequences: true, seed: 1},
  }) as unknown as RNN;
  layer.build([null, null, 3]);
  const input = (step: number) => Float32Array.of(Math.sin(step), Math.cos(3 * step), 1);
  const [one, other] = [new LayerStepper(layer), new LayerStepper(layer)];
  for (let step = 0; step < 40; step++) one.step(input(step));
  const saved = one.states;
  other.reset(saved);
  for (let step = 40; step < 60; step++)
    expectClose(other.step(input(step)), one.step(input(step)).slice(), {absolute: 1e-5});
  expectClose(other.states[0]!, one.states[0]!, {absolute: 1e-5});
});
