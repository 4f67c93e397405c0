import {ArgumentError} from '@ntmjs/arguments';
import {useBackend} from '@ntmjs/test-support';
import * as tf from '@tensorflow/tfjs-core';
import {type RNN, sequential} from '@tensorflow/tfjs-layers';
import {expect, test} from 'vitest';
import {
  attention,
  delta,
  dnc,
  mann,
  neuralDeque,
  neuralQueue,
  neuralStack,
  ntm,
  sam,
  sdnc,
} from './architectures.js';
import {lstmBaseline} from './lstmBaseline.js';
import {withRows} from './withRows.js';

useBackend('cpu');

const controller = {type: 'lstm', units: 5} as const;
const inputShape = [null, 3];
const common = {units: 2, controller, inputShape, returnSequences: true};
const memory = {rows: 8, width: 4};
const large = {rows: 1e9, width: 4};
const wide = {rows: 8, width: 1e9};
const limit = 'one array or WebAssembly memory can have 4.29 GB';

test.each<[string, () => unknown, string]>([
  [
    'ntm rows',
    () => ntm({...common, memory: large}),
    'memory.rows must be smaller: a step of the memory would',
  ],
  [
    'ntm width',
    () => ntm({...common, memory: wide}),
    'memory.width must be smaller: a step of the memory would',
  ],
  ['ntm both', () => ntm({...common, memory: {rows: 1e200, width: 1}}), 'memory.rows must be an integer'],
  [
    'dnc rows',
    () => dnc({...common, memory: {rows: 1e5, width: 4}}),
    'memory.rows must be smaller: a step of',
  ],
  ['mann rows', () => mann({...common, memory: large}), 'memory.rows must be smaller'],
  ['sam width', () => sam({...common, memory: wide}), 'memory.width must be smaller'],
  [
    'sdnc rows',
    () => sdnc({...common, memory: {rows: 1e7, width: 4}, links: 30}),
    'memory.rows must be smaller',
  ],
  ['sdnc width', () => sdnc({...common, memory: wide}), 'memory.width must be smaller'],
  ['sdnc links', () => sdnc({...common, memory, links: 1e9}), 'links must be smaller'],
  ['delta rows', () => delta({...common, memory: large}), 'memory.rows must be smaller'],
  ['delta width', () => delta({...common, memory: wide}), 'memory.width must be smaller'],
  ['attention rows', () => attention({...common, memory: large}), 'memory.rows must be smaller'],
  ['attention width', () => attention({...common, memory: wide}), 'memory.width must be smaller'],
  ['stack rows', () => neuralStack({...common, memory: large}), 'memory.rows must be smaller'],
  ['queue width', () => neuralQueue({...common, memory: wide}), 'memory.width must be smaller'],
  ['deque rows', () => neuralDeque({...common, memory: large}), 'memory.rows must be smaller'],
])('a memory that fits nowhere is refused: %s', (_, create, message) => {
  expect(create).toThrow(ArgumentError);
  expect(create).toThrow(message);
});

test.each<[string, () => RNN, string]>([
  ['controller', () => ntm({...common, memory, controller: {type: 'lstm', units: 1e15}}), 'controller.units'],
  [
    'stacked controller',
    () => ntm({...common, memory, controller: {type: 'lstm', units: 1e15, layers: 2}}),
    'controller.units',
  ],
  [
    'gru',
    () => dnc({...common, memory, controller: {type: 'gru', units: 1e5, layers: 2}}),
    'controller.units',
  ],
  [
    'feedforward',
    () => mann({...common, memory, controller: {type: 'feedforward', units: 1e9}}),
    'controller.units',
  ],
  ['output', () => neuralStack({...common, memory, units: 1e12}), 'units'],
  ['interface', () => ntm({...common, memory: {rows: 3, width: 4e7}}), 'access.interfaceSize'],
  [
    'blocks',
    () => attention({...common, memory: {rows: 1, width: 1e4}, readHeads: 4, blocks: 1}),
    'access.interfaceSize',
  ],
  ['baseline', () => lstmBaseline({units: 2, hiddenUnits: 1e15, inputShape}), 'hiddenUnits'],
  ['output of the baseline', () => lstmBaseline({units: 1e12, hiddenUnits: 2, inputShape}), 'units'],
])('weights that fit nowhere are refused before they are made: %s', (_, create, argument) => {
  const before = tf.memory();
  const layer = create();
  const build = () => sequential({layers: [layer]});
  expect(build).toThrow(ArgumentError);
  expect(build).toThrow(`${argument} must be smaller: the weights would take about `);
  expect(build).toThrow(`, and ${limit}, got `);
  expect(tf.memory().numBytes).toBe(before.numBytes);
});

const heads = Array.from({length: 300}, () => 'read' as const);

test.each<[() => unknown, string]>([
  [
    () => dnc({...common, memory, writeHeads: 100_000}),
    'writeHeads must be an integer at least 1 and at most 256',
  ],
  [
    () => dnc({...common, memory, readHeads: 257}),
    'readHeads must be an integer at least 1 and at most 256, got 257',
  ],
  [() => mann({...common, memory: {rows: 1000, width: 1}, readHeads: 257}), 'readHeads must be an integer'],
  [() => sam({...common, memory: {rows: 1000, width: 1}, readHeads: 257}), 'readHeads must be an integer'],
  [
    () => ntm({...common, memory, heads}),
    'heads.length must be an integer at least 1 and at most 256, got 300',
  ],
  [
    () => lstmBaseline({units: 2, hiddenUnits: 2, layers: 1e9}),
    'layers must be an integer at least 1 and at most 256',
  ],
  [
    () => ntm({...common, memory, controller: {...controller, layers: 1e9}}),
    'controller.layers must be an integer',
  ],
])('%# more heads or layers than a network can have', (create, message) => {
  expect(create).toThrow(ArgumentError);
  expect(create).toThrow(message);
});

test('a network can have as many heads and layers as are allowed', () => {
  const layer = dnc({...common, memory: {rows: 3, width: 1}, writeHeads: 256, readHeads: 1});
  const model = sequential({layers: [layer]});
  const deep = sequential({layers: [lstmBaseline({units: 2, hiddenUnits: 1, layers: 256, inputShape})]});
  tf.tidy(() => {
    const x = tf.zeros([1, 1, 3]);
    expect((model.predict(x) as tf.Tensor).shape).toEqual([1, 1, 2]);
    expect((deep.predict(x) as tf.Tensor).shape).toEqual([1, 2]);
  });
  model.dispose();
  deep.dispose();
});

test('withRows blames the number of rows', () => {
  const models = [
    sequential({layers: [ntm({...common, memory})]}),
    sequential({layers: [mann({...common, memory})]}),
    sequential({layers: [neuralDeque({...common, memory})]}),
    sequential({layers: [sam({...common, memory, readHeads: 2, rowsRead: 3})]}),
  ] as const;
  const [first, second, third, fourth] = models;
  for (const [model, rows, message] of [
    [first, 2, 'rows must be at least 3: its heads choose among 3 shifts (−1 … +1), got 2'],
    [first, 1e9, 'rows must be smaller: a step of the memory would take about'],
    [
      second,
      3,
      'rows must be a number of rows with which readHeads is at most 3, the rows of the memory, got 3',
    ],
    [third, 7, 'rows must be an even number, got 7'],
    [
      fourth,
      2,
      'rows must be a number of rows with which rowsRead is at most 2, the rows of the memory, got 2',
    ],
    [fourth, 2 ** 24 + 1, 'rows must be an integer at most 16777216, got 16777217'],
  ] as const) {
    expect(() => withRows(model, rows)).toThrow(ArgumentError);
    expect(() => withRows(model, rows)).toThrow(message);
  }
  for (const model of models) model.dispose();
});
