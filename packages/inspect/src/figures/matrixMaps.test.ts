import {DeltaAccess, type DeltaAccessArgs} from '@ntmjs/layers';
import {expectClose, uniformNumbers, useBackend} from '@ntmjs/test-support';
import * as tf from '@tensorflow/tfjs-core';
import {expect, test} from 'vitest';
import {type HeadTrace, headLabels, type TracedArray} from '../trace/episodeTrace.js';
import {recallMaps, writeMap} from './matrixMaps.js';

useBackend('cpu');

const [steps, rows] = [6, 4];

/** The trace of the heads of an access over some steps, of which each writes a value of its own: the first number, the second, … */
function traced(args: Omit<DeltaAccessArgs, 'memory'>) {
  const access = new DeltaAccess({memory: {rows, width: steps}, ...args});
  const heads = args.readHeads!;
  const partSize = access.interfaceSize / heads;
  let state = access.initialState(1);
  const all = Array.from({length: steps}, (_, time) => {
    const vector = uniformNumbers(10 + time, access.interfaceSize, -2, 2);
    for (let head = 0; head < heads; head++) {
      const from = head * partSize + 2 * rows;
      vector.fill(0, from, from + steps)[from + time] = 1;
    }
    const step = access.step(tf.tensor2d([vector]), state);
    state = step.state;
    return step;
  });
  const labels = headLabels(all[0]!.heads);
  const traces = all[0]!.heads.map(({kind, values}, index): HeadTrace => {
    const arrays = Object.keys(values).map((name): [string, TracedArray] => {
      const data = all.flatMap((step) => [...step.heads[index]!.values[name]!.dataSync()]);
      return [name, {shape: [steps, data.length / steps], data: Float32Array.from(data)}];
    });
    return {index, kind, label: labels[index]!, values: Object.fromEntries(arrays)};
  });
  return {heads: traces, reads: all.map(({reads}) => [...reads.dataSync()])};
}

test.each([
  {readHeads: 1},
  {readHeads: 2, decay: true},
  {readHeads: 2, rule: 'sum'},
  {readHeads: 1, rule: 'sum', decay: true, keyActivation: 'silu'},
] as const)('how much of each value is in a read is what the access reads: %j', (args) => {
  const {heads, reads} = traced(args);
  const maps = recallMaps(heads);
  expect(maps.map(({title, of, rowTitle}) => [title, of, rowTitle])).toEqual(
    (args.readHeads === 1 ? ['read head'] : ['read head 1', 'read head 2']).map((label) => [
      `${label}, by the step of the write`,
      'read',
      'step written',
    ]),
  );
  for (const [head, {array}] of maps.entries()) {
    expect(array.shape).toEqual([steps, steps]);
    const expected = reads.flatMap((read) => read.slice(head * steps, (head + 1) * steps).map(Math.abs));
    expectClose(array.data, expected, {absolute: 1e-6});
  }
});

test('what exceeds 1 is divided by a number that the title states', () => {
  const {heads, reads} = traced({readHeads: 1, maxWriteStrength: 2, firstBiases: {}, decay: true});
  const most = Math.max(...reads.flat().map(Math.abs));
  const [map] = recallMaps(heads);
  const unit = most <= 1 ? 1 : Math.ceil(10 * most) / 10;
  expect(map!.title.endsWith(` / ${unit.toFixed(1)}`)).toBe(most > 1);
  expectClose(
    map!.array.data,
    reads.flat().map((value) => Math.abs(value) / unit),
    {absolute: 1e-6},
  );
  const {names, values, title} = writeMap(heads)!;
  const strengths = heads[0]!.values.writeStrength!.data;
  const largest = Math.ceil(10 * Math.max(...strengths)) / 10;
  expect(largest).toBeGreaterThan(1);
  expect([title, ...names]).toEqual(['write strengths and decays', `write / ${largest.toFixed(1)}`, 'decay']);
  expectClose(
    values.filter((_, index) => index % 2 === 0),
    strengths.map((value) => value / largest),
  );
});

test('each write strength and decay is a channel, numbered where there are several heads', () => {
  const {heads} = traced({readHeads: 2, decay: true});
  const {names, values} = writeMap(heads)!;
  expect(names).toEqual(['write 1', 'decay 1', 'write 2', 'decay 2']);
  const second = (index: number) => values[4 + index]!;
  expect([0, 1, 2, 3].map(second)).toEqual(
    [0, 1].flatMap((head) => {
      const {writeStrength, decay} = heads[head]!.values;
      return [writeStrength!.data[1], decay!.data[1]];
    }),
  );
  expect(writeMap(traced({readHeads: 1}).heads)).toMatchObject({title: 'write strengths', names: ['write']});
});

test('heads without a matrix have neither', () => {
  const vectors = {shape: [1, 2], data: Float32Array.from([1, 0])};
  const heads: HeadTrace[] = [
    {index: 0, kind: 'write', label: 'write head', values: {key: vectors, value: vectors}},
    {index: 1, kind: 'read', label: 'read head', values: {query: vectors, weighting: vectors}},
  ];
  expect(writeMap(heads)).toBeUndefined();
  expect(recallMaps(heads)).toEqual([]);
});
