import {describeOnBackends, expectNoLeak, repetitions, useBackend} from '@ntmjs/test-support';
import * as tf from '@tensorflow/tfjs-core';
import {initializers, layers, sequential} from '@tensorflow/tfjs-layers';
import {describe, expect, test} from 'vitest';
import {saveAndLoad} from './fixtures/saveAndLoad.js';
import {
  dnc,
  type HeadKind,
  MemoryAugmentedCell,
  type MemoryAugmentedCellArgs,
  MemoryAugmentedRNN,
  NtmAccess,
  ntm,
} from './index.js';

const ARGS = {
  memory: {rows: 5, width: 3, contents: 'learned', deviation: 0.4},
  firstWeighting: 'learned',
  heads: ['write', 'read'] as HeadKind[],
} as const;

function createCell(startsFromZeros?: boolean): MemoryAugmentedCell {
  return new MemoryAugmentedCell({
    units: 2,
    controller: {type: 'lstm', units: 4},
    access: new NtmAccess(ARGS),
    seed: 5,
    startsFromZeros,
  });
}

/** A cell, built for three inputs. */
function feedforwardCell(args: Partial<MemoryAugmentedCellArgs>): MemoryAugmentedCell {
  const controller = {type: 'feedforward', units: 4} as const;
  const cell = new MemoryAugmentedCell({units: 2, controller, access: new NtmAccess(ARGS), seed: 5, ...args});
  cell.build([null, 3]);
  return cell;
}

const layer = () =>
  ntm({...ARGS, units: 2, controller: {type: 'lstm', units: 4}, seed: 5, returnSequences: true});

describeOnBackends('a bare cell', () => {
  const x = () => tf.randomNormal([2, 4, 3], 0, 1, 'float32', 2);

  test('in tf.layers.rnn starts where the layer starts, to the last bit', () => {
    const bare = layers.rnn({cell: createCell(), returnSequences: true});
    expect((bare.apply(x()) as tf.Tensor).dataSync()).toEqual((layer().apply(x()) as tf.Tensor).dataSync());
  });

  test('has the same gradients as the layer', () => {
    const gradients = (recurrent: layers.Layer) => {
      recurrent.apply(x());
      const {grads} = tf.variableGrads(() => tf.sum(tf.square(recurrent.apply(x()) as tf.Tensor)));
      return recurrent.trainableWeights.map(({name}) => grads[name]!.dataSync());
    };
    const bare = gradients(layers.rnn({cell: createCell(), returnSequences: true}));
    const whole = gradients(layer());
    for (const [index, gradient] of bare.entries()) {
      for (const [element, value] of gradient.entries())
        expect(value).toBeCloseTo(whole[index]![element]!, 5);
    }
  });

  test('stacks below and above an LSTM cell', () => {
    const lstm = () => layers.lstmCell({units: 3, recurrentInitializer: 'glorotUniform'});
    for (const cells of [
      [createCell(), lstm()],
      [lstm(), createCell()],
    ]) {
      const stacked = layers.rnn({cell: cells as never, returnSequences: true});
      const model = sequential({layers: [layers.inputLayer({inputShape: [null, 3]}), stacked]});
      const output = model.predict(x()) as tf.Tensor;
      expect(output.shape).toEqual([2, 4, cells[1] instanceof MemoryAugmentedCell ? 2 : 3]);
      expect(output.dataSync().every(Number.isFinite)).toBe(true);
    }
  });
});

describe('MemoryAugmentedCell', () => {
  useBackend('cpu');

  test('states have the declared sizes, with the output first', () => {
    const cell = createCell();
    cell.build([null, 3]);
    expect(cell.stateSize).toEqual([2, 4, 4, 3, 15, 5, 5, 1]);
    expect(createCell(false).stateSize).toEqual([2, 4, 4, 3, 15, 5, 5]);
    const states = cell.initialState(2);
    expect(states.map(({shape}) => shape)).toEqual(cell.stateSize.map((size) => [2, size]));
    const [output, ...next] = cell.call([tf.ones([2, 3]), ...states]);
    expect(next.map(({shape}) => shape)).toEqual(states.map(({shape}) => shape));
    expect(next[0]!.dataSync()).toEqual(output!.dataSync());
    expect(next.at(-1)!.dataSync()).toEqual(new Float32Array([1, 1]));
  });

  test('names its state', () => {
    const cell = createCell(false);
    cell.build([null, 3]);
    const {output, controller, reads, access} = cell.unpackState(cell.initialState(2));
    expect(output.shape).toEqual([2, 2]);
    expect(controller.map(({shape}) => shape)).toEqual([
      [2, 4],
      [2, 4],
    ]);
    expect(reads.shape).toEqual([2, 3]);
    expect(Object.fromEntries(Object.entries(access).map(([name, {shape}]) => [name, shape]))).toEqual({
      memory: [2, 5, 3],
      weighting0: [2, 5],
      weighting1: [2, 5],
    });
  });

  test('takes any RNN cell of tfjs as its controller', () => {
    const cell = new MemoryAugmentedCell({
      units: 2,
      controller: layers.simpleRNNCell({units: 6, activation: 'relu', recurrentInitializer: 'glorotUniform'}),
      access: new NtmAccess({memory: {rows: 5, width: 3}}),
      startsFromZeros: false,
    });
    const recurrent = new MemoryAugmentedRNN({cell});
    expect((recurrent.apply(tf.ones([1, 3, 3])) as tf.Tensor).shape).toEqual([1, 2]);
    const copy = MemoryAugmentedRNN.fromConfig(MemoryAugmentedRNN, recurrent.getConfig());
    expect(copy.getConfig()).toEqual(recurrent.getConfig());
  });

  test('leaks nothing over many steps', () => {
    const cell = createCell();
    cell.build([null, 3]);
    const input = tf.ones([1, 3]);
    let states = cell.initialState(1);
    const before = tf.memory().numTensors;
    for (let step = 0; step < repetitions(1000); step++) {
      const [, ...next] = cell.call([input, ...states]); // the output is the first of the states
      tf.dispose(states);
      states = next;
    }
    expect(tf.memory().numTensors).toBe(before);
    expectNoLeak(() => cell.initialState(1), 10);
  });

  test('outputClip bounds the outputs of the controller and the cell', () => {
    const x = tf.fill([1, 3], 5) as tf.Tensor2D;
    const outputs = (outputClip?: number) => {
      const cell = new MemoryAugmentedCell({
        units: 2,
        controller: layers.simpleRNNCell({
          units: 2,
          activation: 'linear',
          kernelInitializer: 'ones',
          recurrentInitializer: 'zeros',
        }),
        access: new NtmAccess(ARGS),
        outputClip,
        biasInitializer: initializers.constant({value: 7}),
        kernelInitializer: 'zeros',
        seed: 1,
      });
      cell.build([1, 3]);
      const states = cell.initialState(1);
      const {output, controller} = cell.unpackState(cell.call([x, ...states]).slice(1));
      expect(controller[0]!.dataSync()[0]).toBeGreaterThan(14); // its own state is left alone
      expect(cell.getConfig().outputClip).toBe(outputClip);
      return Array.from(output.dataSync());
    };
    expect(outputs()).toEqual([7, 7]);
    expect(outputs(3)).toEqual([3, 3]);
    expect(() => outputs(0)).toThrow('outputClip must be a finite number above 0, got 0');
  });

  test('a model that an older version saved has `clip` for `outputClip`', async () => {
    const args = {
      units: 2,
      controller: {type: 'lstm', units: 4},
      memory: {rows: 3, width: 2},
      seed: 1,
    } as const;
    const model = sequential({layers: [dnc({...args, outputClip: 0.01, inputShape: [null, 3]})]});
    const x = tf.fill([1, 2, 3], 5);
    const loaded = await saveAndLoad(model, (json) => {
      expect(json).toContain('"output_clip":0.01');
      return json.replaceAll('"output_clip"', '"clip"');
    });
    const {cell} = loaded.layers[0] as MemoryAugmentedRNN;
    expect(cell.outputClip).toBe(0.01);
    expect((loaded.predict(x) as tf.Tensor).dataSync()).toEqual((model.predict(x) as tf.Tensor).dataSync());
  });

  test('with readGain it starts without reads, and learns to use them', () => {
    const create = (readGain?: number) => feedforwardCell({readGain});
    const x = tf.ones<tf.Rank.R2>([1, 3]);
    const hiddenAfter = (cell: MemoryAugmentedCell, read: number) => {
      const states = cell.initialState(1);
      states[2] = tf.fill([1, 3], read); // after the output and the controller's state
      states[states.length - 1] = tf.ones([1, 1]); // it has begun
      expect(cell.unpackState(states).reads.dataSync()[0]).toBe(read);
      return [...cell.unpackState(cell.call([x, ...states]).slice(1)).controller[0]!.dataSync()];
    };
    const blind = create(0.25);
    expect(blind.getConfig().readGain).toBe(0.25);
    expect(hiddenAfter(blind, 1)).toEqual(hiddenAfter(create(), 0));
    const gains = blind.trainableWeights.find(({originalName}) => originalName.includes('read_gains'))!;
    gains.write(tf.tensor1d([2, 2, 2]));
    const [seen, expected] = [hiddenAfter(blind, 1), hiddenAfter(create(), 0.5)];
    for (const [index, value] of seen.entries()) expect(value).toBeCloseTo(expected[index]!, 6);
    expect(create().getConfig()).not.toHaveProperty('readGain');
    expect(create().trainableWeights).toHaveLength(blind.trainableWeights.length - 1);
    expect(() => create(0)).toThrow('readGain must be a finite number above 0, got 0');
  });

  test('readClip bounds the gradient from the controller into its reads, and nothing else', () => {
    const create = (readClip?: number) => feedforwardCell({readClip});
    const x = tf.ones<tf.Rank.R2>([2, 3]);
    const hidden = (cell: MemoryAugmentedCell, reads: tf.Tensor) => {
      const states = cell.initialState(2);
      states[2] = reads; // after the output and the controller's state
      states[states.length - 1] = tf.ones([2, 1]); // they have begun
      return cell.unpackState(cell.call([x, ...states]).slice(1)).controller[0]!;
    };
    const reads = tf.tensor2d([1, 2, 3, 0, 0, 0], [2, 3]);
    // The hidden layer of the second sequence counts for little, so that its gradient is within the bound.
    const counts = tf.tensor2d([1, 1e-6], [2, 1]);
    const gradient = (cell: MemoryAugmentedCell) =>
      tf
        .grad((r) => tf.sum(tf.mul(hidden(cell, r), counts)))(reads)
        .arraySync() as number[][];
    const [bounded, free] = [create(0.01), create()];
    expect(hidden(bounded, reads).dataSync()).toEqual(hidden(free, reads).dataSync());
    const [[first, second], [other, same]] = [gradient(bounded), gradient(free)] as [number[][], number[][]];
    const factor = 0.01 / Math.hypot(...other!);
    expect(factor).toBeLessThan(1);
    for (const [index, value] of first!.entries()) expect(value).toBeCloseTo(other![index]! * factor, 6);
    expect(second).toEqual(same);
    expect(bounded.getConfig().readClip).toBe(0.01);
    expect(free.getConfig()).not.toHaveProperty('readClip');
    expect(() => create(0)).toThrow('readClip must be a finite number above 0, got 0');
  });

  test('rejects what is not an access, and a layer rejects a cell that starts from zeros', () => {
    const controller = {type: 'gru', units: 3} as const;
    expect(() => new MemoryAugmentedCell({units: 2, controller, access: {} as never})).toThrow(
      'access must be a MemoryAccess, got {}',
    );
    expect(() => new MemoryAugmentedRNN({cell: createCell()})).toThrow(
      'cell.startsFromZeros must be false: the layer starts the cell, got true',
    );
  });

  test('a layer rejects unknown options', () => {
    const cell = createCell(false);
    expect(() => new MemoryAugmentedRNN({cell, returnSequence: true} as never)).toThrow(
      'MemoryAugmentedRNN.returnSequence must be omitted: did you mean returnSequences? (the options are cell, unroll, returnSequences',
    );
  });

  test('loading an access of an unknown class explains how to register it', () => {
    const config = createCell().getConfig();
    const access = {className: 'NowhereAccess', config: {}};
    expect(() => MemoryAugmentedCell.fromConfig(MemoryAugmentedCell, {...config, access})).toThrow(
      'access: no class named "NowhereAccess" is known; import the module that defines it, or register it',
    );
  });
});
