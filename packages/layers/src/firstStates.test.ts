import {describeOnBackends, expectClose, useBackend} from '@ntmjs/test-support';
import * as tf from '@tensorflow/tfjs-core';
import {layers, type RNN, sequential} from '@tensorflow/tfjs-layers';
import {describe, expect, test} from 'vitest';
import {MemoryAugmentedCell, type MemoryAugmentedRNN, NtmAccess, type NtmArgs, ntm} from './index.js';

const ARGS = {
  units: 2,
  controller: {type: 'lstm', units: 4},
  memory: {rows: 5, width: 3, contents: 'learned', deviation: 0.4},
  heads: ['write', 'read', 'read'],
  firstWeighting: 'learned',
  seed: 5,
} as const satisfies NtmArgs;

const LEARNED = {firstReads: 'learned', firstControllerState: 'learned'} as const;

const x = () => tf.randomNormal<tf.Rank.R3>([2, 3, 3], 0, 1, 'float32', 2);

/** Built, with learned first states that are not 0. */
function built<L extends RNN>(layer: L): L {
  layer.apply(x());
  for (const [index, weight] of layer.weights.entries()) {
    if (!weight.originalName.includes('initial_')) continue;
    weight.write(tf.randomNormal(weight.shape as number[], 0, 0.5, 'float32', index + 1));
  }
  return layer;
}

function weightOf(layer: RNN, name: string): tf.Tensor {
  return layer.weights.find(({originalName}) => originalName.endsWith(name))!.read();
}

const loss = (layer: RNN) => tf.sum(tf.square(layer.apply(x()) as tf.Tensor)) as tf.Scalar;

describeOnBackends('learned first reads and a learned first state of the controller', () => {
  test('are what the layer starts from, for each sample', () => {
    const layer = built(ntm({...ARGS, ...LEARNED}));
    const {reads, controller} = layer.cell.unpackState(layer.getInitialState(x()));
    const expected = (name: string) => {
      const values = weightOf(layer, name).dataSync();
      return Float32Array.from([...values, ...values]);
    };
    expect(reads.dataSync()).toEqual(expected('initial_reads'));
    expect(controller.map((state) => state.dataSync())).toEqual(
      [0, 1].map((index) => expected(`initial_controller_state_${index}`)),
    );
  });

  test('have the gradients of finite differences, as do learned contents and weightings', () => {
    const layer = built(ntm({...ARGS, ...LEARNED, returnSequences: true}));
    const {grads} = tf.variableGrads(() => loss(layer));
    const learned = layer.weights.filter(({originalName}) =>
      /initial_|memory_contents|weighting_logits/.test(originalName),
    );
    expect(learned).toHaveLength(1 + 3 + 1 + 2);
    for (const weight of learned) {
      const values = weight.read().dataSync().slice();
      const direction = tf.randomNormal(weight.shape as number[], 0, 1, 'float32', 9).dataSync();
      const lossAt = (step: number) => {
        const moved = values.map((value, index) => value + step * direction[index]!);
        weight.write(tf.tensor(moved, weight.shape as number[]));
        return loss(layer).dataSync()[0]!;
      };
      const [step, gradient] = [1e-2, [...grads[weight.name]!.dataSync()]] as const;
      const difference = (lossAt(step) - lossAt(-step)) / (2 * step);
      lossAt(0);
      const slope = gradient.reduce((sum, value, index) => sum + value * direction[index]!, 0);
      expect(Math.abs(slope), weight.originalName).toBeGreaterThan(1e-3);
      expectClose([slope], [difference], {absolute: 2e-3, relative: 1e-2});
    }
  });

  test('are the same in a bare cell that is started from zeros', () => {
    const layer = built(ntm({...ARGS, ...LEARNED, returnSequences: true}));
    const {memory, heads, firstWeighting, ...args} = ARGS;
    const access = new NtmAccess({memory, heads, firstWeighting});
    const bare = built(
      layers.rnn({
        cell: new MemoryAugmentedCell({...args, ...LEARNED, access}),
        returnSequences: true,
      }) as RNN,
    );
    expect((bare.apply(x()) as tf.Tensor).dataSync()).toEqual((layer.apply(x()) as tf.Tensor).dataSync());
  });
});

describe('first states', () => {
  useBackend('cpu');

  const namesOf = (args: Partial<NtmArgs>) =>
    built(ntm({...ARGS, ...args})).weights.map(({originalName}) => originalName.split('/').at(-1)!);

  test('that are learned start as zeros do, and add weights after all others', () => {
    const zeros = namesOf({});
    expect(namesOf(LEARNED)).toEqual([
      ...zeros,
      'initial_reads',
      'initial_controller_state_0',
      'initial_controller_state_1',
    ]);
    const output = (layer: MemoryAugmentedRNN) => (layer.apply(x()) as tf.Tensor).dataSync();
    expect(output(ntm({...ARGS, ...LEARNED}))).toEqual(output(ntm(ARGS)));
  });

  test('are zeros by default, each for itself', () => {
    expect(namesOf({firstReads: 'zeros', firstControllerState: 'zeros'})).toEqual(namesOf({}));
    expect(namesOf({firstReads: 'learned'}).filter((name) => name.startsWith('initial_'))).toEqual([
      'initial_reads',
    ]);
  });

  test('are learned of a stack of two LSTM or GRU layers', () => {
    const states = (type: 'lstm' | 'gru') =>
      namesOf({...LEARNED, controller: {type, units: 4, layers: 2}}).filter((name) =>
        name.startsWith('initial_controller'),
      );
    expect(states('lstm')).toHaveLength(4);
    expect(states('gru')).toHaveLength(2);
  });

  test('are counted before the weights are made', () => {
    const network = sequential({layers: [ntm({...ARGS, ...LEARNED, inputShape: [null, 3]})]});
    const zeros = sequential({layers: [ntm({...ARGS, inputShape: [null, 3]})]});
    expect(network.countParams() - zeros.countParams()).toBe(2 * 3 + 2 * 4);
  });

  test.each<[Partial<NtmArgs>, string]>([
    [
      {firstReads: 'learnt' as never},
      'firstReads must be one of "zeros", "learned" (did you mean "learned"?), got "learnt"',
    ],
    [
      {firstControllerState: 'random' as never},
      'firstControllerState must be one of "zeros", "learned", got "random"',
    ],
    [
      {firstControllerState: 'learned', controller: {type: 'feedforward', units: 4}},
      'firstControllerState must be "zeros" with a feedforward controller, which ignores its state, got "learned"',
    ],
    [
      {firstControllerState: 'learned', controller: {type: 'feedforward', units: 4, layers: 2}},
      'firstControllerState must be "zeros" with a feedforward controller',
    ],
    [{firstRead: 'learned'} as never, 'ntm.firstRead must be omitted: did you mean firstReads?'],
  ])('reject %j', (args, message) => {
    expect(() => ntm({...ARGS, ...args})).toThrow(message);
  });
});
