import {expectClose, useBackend} from '@ntmjs/test-support';
import * as tf from '@tensorflow/tfjs-core';
import {layers, sequential} from '@tensorflow/tfjs-layers';
import {describe, expect, test} from 'vitest';
import {
  expectGradientOfEachWeight,
  expectSameFromConfig,
  expectSavedAndLoaded,
} from './fixtures/layerChecks.js';
import {
  AttentionAccess,
  attention,
  DeltaAccess,
  DequeAccess,
  DncAccess,
  delta,
  dnc,
  MannAccess,
  MemoryAccess,
  type MemoryLayerArgs,
  mann,
  memoryLayer,
  NtmAccess,
  neuralDeque,
  ntm,
  SamAccess,
  SdncAccess,
  sam,
  sdnc,
  type TensorRecord,
  withRows,
} from './index.js';

/** A memory whose rows move by one a step and begin as they were learned; the first row is read. */
class ShelfAccess extends MemoryAccess<'memory'> {
  static readonly className = 'ShelfAccess';
  readonly interfaceSize = 3;
  readonly readSize = 3;
  readonly stateShapes: {readonly memory: readonly number[]};
  readonly weightSpecs;

  constructor(private readonly args: {readonly rows: number}) {
    super();
    this.stateShapes = {memory: [args.rows, 3]};
    this.weightSpecs = {shelf: {shape: [args.rows, 3], deviation: 0.5}};
  }

  override initialState(batch: number, {shelf}: TensorRecord) {
    return {memory: tf.tile(tf.expandDims(shelf!, 0), [batch, 1, 1])};
  }

  override step(interfaceVector: tf.Tensor2D, state: TensorRecord<'memory'>) {
    const [first, rest] = tf.split(state.memory, [1, this.args.rows - 1], 1) as [tf.Tensor, tf.Tensor];
    const memory = tf.concat([rest, tf.expandDims(interfaceVector, 1)], 1);
    return {reads: tf.squeeze<tf.Tensor2D>(first, [1]), state: {memory}};
  }

  override withRows(rows: number) {
    return new ShelfAccess({rows});
  }

  override fitWeight(_name: string, weight: tf.Tensor) {
    const {rows} = this.args;
    return tf.tidy(() =>
      tf.slice(
        tf.pad(weight, [
          [0, rows],
          [0, 0],
        ]),
        [0, 0],
        [rows, 3],
      ),
    );
  }

  override getConfig() {
    return {...this.args};
  }
}
tf.serialization.registerClass(ShelfAccess);

const CONTROLLER = {type: 'lstm', units: 4} as const;
const shelf = (args: Partial<MemoryLayerArgs> = {}) =>
  memoryLayer({access: new ShelfAccess({rows: 3}), controller: CONTROLLER, units: 2, seed: 1, ...args});
const x = () => tf.randomNormal<tf.Rank.R3>([2, 5, 3], 0, 1, 'float32', 2);

describe('memoryLayer', () => {
  useBackend('cpu');

  const memory = {rows: 8, width: 3};
  test.each([
    ['ntm', ntm, new NtmAccess({memory})],
    ['dnc', dnc, new DncAccess({memory})],
    ['mann', mann, new MannAccess({memory})],
    ['sam', sam, new SamAccess({memory})],
    ['sdnc', sdnc, new SdncAccess({memory})],
    ['delta', delta, new DeltaAccess({memory})],
    ['attention', attention, new AttentionAccess({memory})],
    ['neuralDeque', neuralDeque, new DequeAccess({memory})],
  ] as const)('is what %s is made with', (_, create, access) => {
    const more = {
      controller: CONTROLLER,
      units: 2,
      outputClip: 0.5,
      readGain: 0.1,
      seed: 3,
      returnSequences: true,
      kernelRegularizer: 'l1l2',
      name: 'same',
    } as const;
    const [own, builtIn] = [memoryLayer({...more, access}), create({...more, memory})];
    const outputs = [own, builtIn].map((layer) => (layer.apply(x()) as tf.Tensor).dataSync());
    expect(outputs[0]).toEqual(outputs[1]);
    expect(own.losses.length).toBe(builtIn.losses.length);
    const configOf = (layer: typeof own) =>
      JSON.stringify(layer.getConfig()).replaceAll(/"name":"[^"]*"/g, '');
    expect(configOf(own)).toBe(configOf(builtIn));
  });

  test('returns sequences and states, by name', () => {
    const layer = shelf({returnSequences: true, returnState: true});
    const [output, ...states] = layer.apply(x()) as tf.Tensor[];
    expect(output!.shape).toEqual([2, 5, 2]);
    const {access} = layer.cell.unpackState(states);
    expect(access.memory!.shape).toEqual([2, 3, 3]);
  });

  test('starts from the state of the access, and a stateful layer continues from its own', () => {
    const layer = shelf({returnState: true, stateful: true, batchInputShape: [2, null, 3]});
    layer.apply(x());
    const [whole] = shelf({returnState: true}).apply(tf.concat([x(), x()], 1)) as tf.Tensor[];
    const [continued] = layer.apply(x()) as tf.Tensor[];
    expectClose(continued!, whole!.dataSync());
  });

  test('holds its state at masked steps', () => {
    const [short, padded] = [x(), tf.concat([x(), tf.zeros([2, 2, 3])], 1)];
    const model = sequential({layers: [layers.masking({inputShape: [null, 3]}), shelf()]});
    expectClose(model.predict(padded) as tf.Tensor, (model.predict(short) as tf.Tensor).dataSync());
  });

  test('trains every weight, that of the access too', () => {
    const gradients = expectGradientOfEachWeight(shelf({readGain: 1, returnSequences: true}), x());
    expect(Object.keys(gradients).some((name) => name.endsWith('shelf'))).toBe(true);
  });

  test('survives its config, saving and loading', async () => {
    expectSameFromConfig(shelf(), x());
    const [original, loaded] = await expectSavedAndLoaded(shelf({inputShape: [null, 3]}), x());
    expect(loaded.countParams()).toBe(original.countParams());
  });

  test('has another number of rows', () => {
    const small = sequential({layers: [shelf({inputShape: [null, 3]})]});
    const large = withRows(small, 5);
    const learned = large.weights.find(({originalName}) => originalName.endsWith('shelf'))!;
    expect(learned.shape).toEqual([5, 3]);
    expect((large.predict(x()) as tf.Tensor).shape).toEqual([2, 2]);
  });
});

describe('arguments of memoryLayer', () => {
  useBackend('cpu');

  test.each([
    [{access: undefined}, 'access must be a MemoryAccess, got undefined'],
    [{access: {rows: 3}}, 'access must be a MemoryAccess, got {"rows":3}'],
    [{access: ShelfAccess}, 'access must be a MemoryAccess, got class ShelfAccess'],
    [{controller: undefined}, 'controller must be an RNNCell or an object {type, units}, got undefined'],
    [{units: 0}, 'units must be a positive integer, got 0'],
    [{outputClip: 0}, 'outputClip must be a finite number above 0, got 0'],
    [{readGain: 0}, 'readGain must be a finite number above 0, got 0'],
    [{seed: 0.5}, 'seed must be an integer, got 0.5'],
    [{clip: 20}, 'memoryLayer.clip must be'],
    [{memory: {rows: 3}}, 'memoryLayer.memory must be'],
    [{startsFromZeros: true}, 'memoryLayer.startsFromZeros must be'],
    [{unroll: true}, 'memoryLayer.unroll must be'],
  ])('rejects %j', (args, message) => {
    expect(() => shelf(args as never)).toThrow(message);
  });

  test('rejects missing options', () => {
    expect(() => memoryLayer(undefined as never)).toThrow('memoryLayer must be');
  });
});
