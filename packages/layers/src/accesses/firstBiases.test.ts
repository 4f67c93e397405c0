import type {Layout} from '@ntmjs/heads';
import {expectClose, useBackend} from '@ntmjs/test-support';
import * as tf from '@tensorflow/tfjs-core';
import {describe, expect, test} from 'vitest';
import {
  delta,
  dnc,
  type HeadActivity,
  type MemoryAccess,
  type MemoryAugmentedRNN,
  mann,
  NtmAccess,
  ntm,
  sam,
  sdnc,
} from '../index.js';
import {interfaceBias, resolveFirstBiases} from './firstBiases.js';

describe('interfaceBias', () => {
  const layouts: readonly Layout[] = [
    {key: 2, shiftWeights: 3, gate: 1},
    {key: 2, eraseVector: 2},
  ];

  test('adds a bias to each element of its part, in each head that has it, and to the middle shift alone', () => {
    const biases = {shiftWeights: 2, gate: -1, eraseVector: 0.5};
    expect(interfaceBias(layouts, biases)).toEqual([0, 0, 0, 2, 0, -1, 0, 0, 0.5, 0.5]);
    expect(interfaceBias(layouts, {key: 1})).toEqual([1, 1, 0, 0, 0, 0, 1, 1, 0, 0]);
    expect(interfaceBias(layouts, {})).toEqual(new Array(10).fill(0));
  });

  test('is undefined without biases', () => {
    expect(interfaceBias(layouts, undefined)).toBeUndefined();
  });

  test('rejects the bias of a part that no head has', () => {
    expect(() => interfaceBias(layouts, {sharpening: 1})).toThrow(
      'firstBiases.sharpening must be omitted, since no head has this part, got 1',
    );
  });
});

test('resolveFirstBiases keeps what is given', () => {
  expect(resolveFirstBiases(undefined, ['gate'])).toEqual({});
  expect(resolveFirstBiases(null, ['gate'])).toEqual({});
  expect(resolveFirstBiases({}, ['gate'])).toEqual({firstBiases: {}});
  expect(resolveFirstBiases({gate: 0, key: undefined}, ['gate', 'key'])).toEqual({firstBiases: {gate: 0}});
});

const SMALL = {
  units: 2,
  controller: {type: 'feedforward', units: 4},
  memory: {rows: 5, width: 3},
  kernelInitializer: 'zeros',
} as const;

const softplus = (x: number) => Math.log1p(Math.exp(x));
const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

/** What the heads of a layer do in its first step: with kernels of zeros the interface vector is the bias. */
function firstActivity(layer: MemoryAugmentedRNN): readonly HeadActivity[] {
  layer.build([null, null, 3]);
  const access: MemoryAccess = layer.cell.access;
  const bias = layer.weights.find(({originalName}) => originalName.endsWith('emission_bias'))!.read();
  const interfaceVector = tf.reshape(bias, [1, access.interfaceSize]) as tf.Tensor2D;
  return access.step(interfaceVector, access.initialState(1, {})).heads!;
}

/** Expects the parameters of each head that has them, `[1, size]` each. */
function expectValues(
  heads: readonly HeadActivity[],
  expected: Readonly<Record<string, readonly number[]>>,
): void {
  for (const [name, values] of Object.entries(expected)) {
    const found = heads.flatMap((head) => head.values[name] ?? []);
    expect(found, name).not.toEqual([]);
    for (const tensor of found) expectClose(tensor, values, {absolute: 1e-6, relative: 1e-6});
  }
}

describe('the first parameters of heads are the activations of their biases', () => {
  useBackend('cpu');

  test('in an NTM', () => {
    const firstBiases = {
      ...{keyStrength: 3, interpolationGate: 2.5, shiftWeights: 2},
      ...{sharpening: -1, eraseVector: -2},
    };
    const sum = Math.exp(2) + 2;
    expectValues(firstActivity(ntm({...SMALL, firstBiases})), {
      key: [0, 0, 0],
      keyStrength: [softplus(3)],
      interpolationGate: [sigmoid(2.5)],
      shiftWeights: [1 / sum, Math.exp(2) / sum, 1 / sum],
      sharpening: [1 + softplus(-1)],
      eraseVector: new Array(3).fill(sigmoid(-2)),
      addVector: [0, 0, 0],
    });
    expectValues(firstActivity(ntm(SMALL)), {keyStrength: [softplus(0)], interpolationGate: [0.5]});
  });

  test('in a DNC', () => {
    const firstBiases = {
      ...{keyStrength: 3, eraseVector: -2, allocationGate: 2},
      ...{writeGate: -1, freeGate: -3},
    };
    expectValues(firstActivity(dnc({...SMALL, writeHeads: 2, readHeads: 2, firstBiases})), {
      keyStrength: [1 + softplus(3)],
      eraseVector: new Array(3).fill(sigmoid(-2)),
      allocationGate: [sigmoid(2)],
      writeGate: [sigmoid(-1)],
      freeGate: [sigmoid(-3)],
      writeVector: [0, 0, 0],
      readModes: [1 / 5, 1 / 5, 1 / 5, 1 / 5, 1 / 5],
    });
  });

  test('in a MANN', () => {
    const firstBiases = {writeGate: -2, keyStrength: 3};
    expectValues(firstActivity(mann({...SMALL, keyStrength: true, firstBiases})), {
      writeGate: [sigmoid(-2)],
      keyStrength: [1 + softplus(3)],
      key: [0, 0, 0],
    });
  });

  test('in a Sparse Access Memory', () => {
    const firstBiases = {keyStrength: 3, writeGate: 2, interpolationGate: -2};
    expectValues(firstActivity(sam({...SMALL, firstBiases})), {
      keyStrength: [1 + softplus(3)],
      writeGate: [sigmoid(2)],
      interpolationGate: [sigmoid(-2)],
      key: [0, 0, 0],
      addVector: [0, 0, 0],
    });
  });

  test('in a Sparse Differentiable Neural Computer', () => {
    const firstBiases = {keyStrength: 3, writeGate: 2, interpolationGate: -2};
    const heads = firstActivity(sdnc({...SMALL, readHeads: 2, links: 3, firstBiases}));
    expectValues(heads, {
      keyStrength: [1 + softplus(3)],
      writeGate: [sigmoid(2)],
      interpolationGate: [sigmoid(-2)],
      key: [0, 0, 0],
      addVector: [0, 0, 0],
      readModes: [1 / 3, 1 / 3, 1 / 3],
    });
  });

  test('in a network with a matrix memory', () => {
    const firstBiases = {writeStrength: -2, decay: 4};
    const heads = firstActivity(delta({...SMALL, decay: true, maxWriteStrength: 2, firstBiases}));
    expectValues(heads, {
      writeStrength: [2 * sigmoid(-2)],
      decay: [sigmoid(4)],
      key: new Array(5).fill(0),
      query: new Array(5).fill(0),
      value: [0, 0, 0],
    });
  });

  test('and are added to what a bias initializer makes', () => {
    const layer = ntm({...SMALL, biasInitializer: 'ones', firstBiases: {interpolationGate: 3}});
    expectValues(firstActivity(layer), {interpolationGate: [sigmoid(4)], keyStrength: [softplus(1)]});
  });
});

describe('biases that are not valid', () => {
  const memory = {rows: 5, width: 3};

  test.each<[object, string]>([
    [{firstBiases: {keyStrenght: 3}}, 'firstBiases.keyStrenght must be omitted: did you mean keyStrength?'],
    [{firstBiases: {gate: 3}}, 'firstBiases.gate must be omitted (the options are keyStrength'],
    [{firstBiases: {keyStrength: '3'}}, 'firstBiases.keyStrength must be a finite number, got "3"'],
    [{firstBiases: 3}, 'firstBiases must be an object with the options keyStrength, interpolationGate'],
    [
      {firstBiases: {eraseVector: 1}, heads: ['read']},
      'firstBiases.eraseVector must be omitted, since no head has this part, got 1',
    ],
    [{firstBias: {}}, 'ntm.firstBias must be omitted: did you mean firstBiases?'],
  ])('%j', (args, message) => {
    expect(() => new NtmAccess({memory, ...args})).toThrow(message);
  });

  test('the key strength of a MANN that has none', () => {
    expect(() => mann({...SMALL, firstBiases: {keyStrength: 3}})).toThrow(
      'firstBiases.keyStrength must be omitted, since no head has this part, got 3',
    );
  });

  test('the decay of a matrix memory that has none', () => {
    expect(() => delta({...SMALL, firstBiases: {decay: 4}})).toThrow(
      'firstBiases.decay must be omitted, since no head has this part, got 4',
    );
  });
});
