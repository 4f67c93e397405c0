import {
  delta,
  dnc,
  type HeadKind,
  lstmBaseline,
  mann,
  type NtmArgs,
  neuralDeque,
  neuralQueue,
  neuralStack,
  ntm,
  sam,
  sdnc,
} from '@ntmjs/layers';
import {allowRelaxedSimd, describeOnBackends, repetitions, useBackend} from '@ntmjs/test-support';
import * as tf from '@tensorflow/tfjs-core';
import {layers, type RNN} from '@tensorflow/tfjs-layers';
import fc from 'fast-check';
import {beforeAll, describe, test} from 'vitest';
import {type Call, expectAgreement} from './fixtures/everything.js';

type Create = (args: {returnSequences: boolean; returnState: boolean; goBackwards?: boolean}) => RNN;

const INPUTS = 5;

/** The common options of the neural stack, queue and deque: fewer rows than some sequences have steps. */
const continuous = {units: 3, memory: {rows: 4, width: 3}, seed: 1} as const;

const LAYERS: Record<string, Create> = {
  simpleRNN: (args) => layers.simpleRNN({units: 6, recurrentInitializer: 'glorotUniform', ...args}) as RNN,
  lstm: (args) => layers.lstm({units: 6, recurrentInitializer: 'glorotUniform', ...args}) as RNN,
  gru: (args) => layers.gru({units: 6, recurrentInitializer: 'glorotUniform', ...args}) as RNN,
  ntm: (args) =>
    ntm({
      units: 3,
      controller: {type: 'feedforward', units: 7},
      memory: {rows: 6, width: 3},
      seed: 1,
      ...args,
    }),
  'ntm lstm': (args) =>
    ntm({
      units: 3,
      controller: {type: 'lstm', units: 7, layers: 2},
      memory: {rows: 9, width: 4, contents: 'learned'},
      firstWeighting: 'learned',
      heads: ['read', 'write', 'read'],
      vectorActivation: 'tanh',
      weightingClip: 1,
      shiftRange: 2,
      firstBiases: {keyStrength: 3, interpolationGate: 1, shiftWeights: 2},
      firstReads: 'learned',
      firstControllerState: 'learned',
      seed: 1,
      ...args,
    }),
  mann: (args) =>
    mann({
      units: 3,
      controller: {type: 'lstm', units: 7},
      memory: {rows: 9, width: 4, contents: 'learned'},
      readHeads: 3,
      seed: 1,
      ...args,
    }),
  sam: (args) =>
    sam({
      units: 3,
      controller: {type: 'lstm', units: 7},
      // Of constant rows those that are written together are parallel: rounding decides which is most similar to a key.
      memory: {rows: 9, width: 4, contents: 'random'},
      readHeads: 2,
      rowsRead: 3,
      seed: 1,
      ...args,
    }),
  'sam with learned contents': (args) =>
    sam({
      units: 3,
      controller: {type: 'feedforward', units: 7},
      memory: {rows: 6, width: 3, contents: 'learned'},
      readHeads: 1,
      rowsRead: 1,
      vectorActivation: 'tanh',
      seed: 1,
      ...args,
    }),
  sdnc: (args) =>
    sdnc({
      units: 3,
      controller: {type: 'lstm', units: 7},
      memory: {rows: 9, width: 4, contents: 'random'},
      readHeads: 2,
      rowsRead: 2,
      links: 3,
      seed: 1,
      ...args,
    }),
  'sdnc with learned contents': (args) =>
    sdnc({
      units: 3,
      controller: {type: 'feedforward', units: 7},
      memory: {rows: 6, width: 3, contents: 'learned'},
      rowsRead: 3,
      links: 1,
      accessThreshold: 0.1,
      vectorActivation: 'tanh',
      firstBiases: {keyStrength: 1, interpolationGate: -1},
      seed: 1,
      ...args,
    }),
  delta: (args) =>
    delta({
      units: 3,
      controller: {type: 'lstm', units: 7},
      memory: {rows: 6, width: 4},
      readHeads: 2,
      seed: 1,
      ...args,
    }),
  'delta with all': (args) =>
    delta({
      units: 3,
      controller: {type: 'feedforward', units: 7},
      memory: {rows: 4, width: 3},
      readHeads: 3,
      decay: true,
      maxWriteStrength: 2,
      keyActivation: 'silu',
      firstBiases: {writeStrength: 1, decay: 3},
      seed: 1,
      ...args,
    }),
  'delta that sums': (args) =>
    delta({
      units: 3,
      controller: {type: 'gru', units: 7},
      memory: {rows: 5, width: 3},
      readHeads: 1,
      rule: 'sum',
      seed: 1,
      ...args,
    }),
  dnc: (args) =>
    dnc({
      units: 3,
      controller: {type: 'lstm', units: 7},
      memory: {rows: 6, width: 3},
      seed: 1,
      ...args,
    }),
  'dnc with all': (args) =>
    dnc({
      units: 3,
      controller: {type: 'feedforward', units: 7},
      memory: {rows: 5, width: 4, contents: 'learned'},
      readHeads: 2,
      writeHeads: 2,
      contentMask: true,
      eraseFreed: true,
      sharpLinks: true,
      outputClip: 20,
      seed: 1,
      ...args,
    }),
  'neural stack': (args) => neuralStack({...continuous, controller: {type: 'lstm', units: 7}, ...args}),
  'neural queue': (args) =>
    neuralQueue({...continuous, controller: {type: 'feedforward', units: 7}, ...args}),
  'neural stack with a read gain, a read clip and a push bias': (args) =>
    neuralStack({
      ...{...continuous, controller: {type: 'feedforward', units: 7}},
      ...{readGain: 0.3, readClip: 0.01, pushBias: 2, ...args},
    }),
  'neural deque': (args) => neuralDeque({...continuous, controller: {type: 'gru', units: 7}, ...args}),
  'lstm baseline': (args) => lstmBaseline({units: 3, hiddenUnits: 5, layers: 2, seed: 1, ...args}),
};

const normal = (shape: [number, number, number], seed: number) =>
  tf.randomNormal<tf.Rank.R3>(shape, 0, 1, 'float32', seed);

describe.each(Object.entries(LAYERS))('%s', (_, create) => {
  describeOnBackends('agrees with eager execution', () => {
    test.each([
      [1, 2, true, true],
      [2, 5, true, true],
      [3, 4, false, false],
      [2, 3, true, false],
    ])('batch %i, %i steps, sequences %s, states %s', (batch, steps, returnSequences, returnState) => {
      tf.tidy(() => {
        const layer = create({returnSequences, returnState});
        expectAgreement(layer, [{input: normal([batch, steps, INPUTS], 7)}]);
      });
    });
  });
});

describe('agrees with eager execution with relaxed SIMD', () => {
  useBackend('cpu');
  beforeAll(allowRelaxedSimd);

  test.each(Object.entries(LAYERS))('%s', (_, create) => {
    tf.tidy(() => {
      const layer = create({returnSequences: true, returnState: true});
      expectAgreement(layer, [{input: normal([2, 5, INPUTS], 7)}], {relaxedSimd: true});
    });
  });
});

/** The arguments of a call; the tensors are created when the test runs. */
interface CallPlan {
  readonly batch: number;
  readonly steps: number;
  readonly seed: number;
  /** One number per step of the batch, 0 or 1; no mask if undefined. */
  readonly mask: readonly number[] | undefined;
  readonly initialState: boolean;
}

const anyCall: fc.Arbitrary<CallPlan> = fc
  .record({batch: fc.integer({min: 1, max: 4}), steps: fc.integer({min: 2, max: 6}), seed: fc.nat(1000)})
  .chain(({batch, steps, seed}) => {
    const bits = fc.array(fc.constantFrom(0, 1, 1), {minLength: batch * steps, maxLength: batch * steps});
    const row = fc.array(fc.boolean(), {minLength: batch, maxLength: batch});
    const someRowsOff = fc
      .tuple(bits, row)
      .map(([all, off]) => all.map((bit, index) => (off[Math.floor(index / steps)] ? 0 : bit)));
    return fc.record({
      batch: fc.constant(batch),
      steps: fc.constant(steps),
      seed: fc.constant(seed),
      mask: fc.oneof(fc.constant(undefined), bits, someRowsOff),
      initialState: fc.boolean(),
    });
  });

/** The use of a compiled layer: calls, results and budget. */
const anyUse = fc.record({
  calls: fc.array(anyCall, {minLength: 1, maxLength: 3}),
  returnSequences: fc.boolean(),
  returnState: fc.boolean(),
  goBackwards: fc.boolean(),
  memoryBudget: fc.constantFrom(undefined, 0, 2000, 20_000),
});

function callOf({batch, steps, seed, mask, initialState}: CallPlan, stateSizes: readonly number[]): Call {
  return {
    input: normal([batch, steps, INPUTS], seed),
    mask: mask && tf.tensor2d([...mask], [batch, steps]),
    initialState: initialState
      ? stateSizes.map((size, index) => {
          const state = tf.randomUniform<tf.Rank.R2>([batch, size], 0.1, 1, 'float32', seed + index + 1);
          return tf.div<tf.Tensor2D>(state, tf.sum(state, 1, true));
        })
      : undefined,
  };
}

const ACTIVATIONS = [
  'relu',
  'hardSigmoid',
  'tanh',
  'linear',
  'elu',
  'softplus',
  'sigmoid',
  'swish',
  'softsign',
] as const;

const anyTfjsLayer = fc.record({
  kind: fc.constantFrom('lstm', 'gru', 'simpleRNN'),
  units: fc.integer({min: 1, max: 17}),
  activation: fc.constantFrom(...ACTIVATIONS),
  recurrentActivation: fc.constantFrom(...ACTIVATIONS),
  useBias: fc.boolean(),
});

const anyNtm: fc.Arbitrary<NtmArgs> = fc
  .record({
    units: fc.integer({min: 1, max: 5}),
    controller: fc.oneof(
      fc.record({type: fc.constant('feedforward' as const), units: fc.integer({min: 1, max: 12})}),
      fc.record({
        type: fc.constantFrom('lstm' as const, 'gru' as const, 'gruResetAfter' as const),
        units: fc.integer({min: 1, max: 9}),
        layers: fc.integer({min: 1, max: 2}),
      }),
    ),
    rows: fc.integer({min: 3, max: 40}),
    width: fc.integer({min: 1, max: 9}),
    contents: fc.constantFrom('constant' as const, 'random' as const, 'learned' as const),
    others: fc.array(fc.constantFrom<HeadKind>('read', 'write'), {maxLength: 3}),
    position: fc.nat(3),
    shiftRange: fc.integer({min: 0, max: 2}),
    firstReads: fc.constantFrom('zeros' as const, 'learned' as const),
    firstWeighting: fc.constantFrom('oneHot' as const, 'uniform' as const, 'learned' as const),
    vectorActivation: fc.constantFrom('linear' as const, 'tanh' as const),
    weightingClip: fc.constantFrom(undefined, 0.01, 1),
    seed: fc.integer({min: 1, max: 1000}),
  })
  .map(({rows, width, contents, others, position, shiftRange, ...rest}) => ({
    ...rest,
    memory: {rows, width, contents, value: 0.1},
    heads: others.toSpliced(position, 0, 'read'),
    shiftRange: rows < 5 ? Math.min(1, shiftRange) : shiftRange,
  }));

describe('any layer agrees with eager execution, however it is used', () => {
  useBackend('cpu');

  const expectUse = (
    layer: RNN,
    {calls, memoryBudget}: {calls: readonly CallPlan[]; memoryBudget: number | undefined},
  ) => {
    layer.apply(normal([1, 2, INPUTS], 1)); // builds it
    const sizes = [layer.cell.stateSize as number | number[]].flat();
    expectAgreement(
      layer,
      calls.map((call) => callOf(call, sizes)),
      {memoryBudget},
    );
  };

  test('of tfjs', () => {
    fc.assert(
      fc.property(anyTfjsLayer, anyUse, ({kind, ...args}, {calls, memoryBudget, ...use}) => {
        tf.tidy(() => {
          const create = layers[kind as 'lstm'];
          const all = {
            recurrentInitializer: 'glorotUniform',
            biasInitializer: 'randomNormal',
            ...args,
            ...use,
          } as const;
          expectUse(create(all) as RNN, {calls, memoryBudget});
        });
      }),
      {numRuns: repetitions(40)},
    );
  });

  test('of ntmjs', () => {
    fc.assert(
      fc.property(anyNtm, anyUse, (args, {calls, memoryBudget, ...use}) => {
        tf.tidy(() => expectUse(ntm({...args, ...use}), {calls, memoryBudget}));
      }),
      {numRuns: repetitions(40)},
    );
  });
});
