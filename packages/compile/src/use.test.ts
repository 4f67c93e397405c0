import {ntm} from '@ntmjs/layers';
import {describeOnBackends, expectClose, expectNoLeak, useBackend} from '@ntmjs/test-support';
import * as tf from '@tensorflow/tfjs-core';
import {
  input,
  type LayersModel,
  layers,
  loadLayersModel,
  model,
  type RNN,
  type Sequential,
  type SymbolicTensor,
  sequential,
} from '@tensorflow/tfjs-layers';
import {describe, expect, test} from 'vitest';
import {everything, expectAgreement, expectSame} from './fixtures/everything.js';
import {compile, compileLayers} from './index.js';

const normal = (shape: [number, number, number], seed: number) =>
  tf.randomNormal<tf.Rank.R3>(shape, 0, 1, 'float32', seed);

const recurrent = (args: object = {}) =>
  layers.lstm({units: 4, returnSequences: true, recurrentInitializer: 'glorotUniform', ...args}) as RNN;

const gated = (args: object = {}) =>
  layers.gru({units: 3, recurrentInitializer: 'glorotUniform', ...args}) as RNN;

const turing = (args: object = {}) =>
  ntm({
    units: 3,
    controller: {type: 'lstm', units: 6},
    memory: {rows: 7, width: 4},
    returnSequences: true,
    seed: 2,
    ...args,
  });

/** A model's prediction, and the gradients of a weighted sum of it. */
function throughModel(net: LayersModel, x: tf.Tensor): Float32Array[] {
  return tf.tidy(() => {
    const weights = net.trainableWeights.map((weight) => weight.read() as tf.Variable);
    const {value, grads} = tf.variableGrads(() => {
      const y = net.apply(x, {training: true}) as tf.Tensor;
      return tf.sum(tf.mul(y, tf.randomNormal(y.shape, 0, 1, 'float32', 1))) as tf.Scalar;
    }, weights);
    const prediction = net.predict(x) as tf.Tensor;
    return [prediction, value, ...weights.map(({name}) => grads[name]!)].map((tensor) =>
      Float32Array.from(tensor.dataSync()),
    ) as never;
  }) as unknown as Float32Array[];
}

function expectAlike(actual: readonly Float32Array[], expected: readonly Float32Array[]): void {
  expect(actual.length).toBe(expected.length);
  for (const [index, numbers] of expected.entries())
    expectClose(actual[index]!, numbers, {absolute: 2e-6, relative: 1e-4});
}

describeOnBackends('a model agrees with eager execution', () => {
  const models: Record<string, () => LayersModel> = {
    'of one layer after another': () =>
      sequential({layers: [recurrent({inputShape: [null, 5]}), turing(), layers.dense({units: 2})]}),
    'with a mask, going backwards': () =>
      sequential({
        layers: [
          layers.masking({maskValue: 0, inputShape: [null, 5]}),
          recurrent({goBackwards: true}),
          layers.dense({units: 2}),
        ],
      }),
    'with a mask': () =>
      sequential({
        layers: [layers.masking({maskValue: 0, inputShape: [null, 5]}), turing(), recurrent(), gated()],
      }),
    'of bidirectional layers': () =>
      sequential({
        layers: [
          layers.bidirectional({layer: recurrent(), mergeMode: 'concat', inputShape: [null, 5]}),
          layers.bidirectional({layer: gated({returnSequences: true}), mergeMode: 'sum'}),
        ],
      }),
    'that uses a layer twice': () => {
      const shared = recurrent();
      const x = input({shape: [null, 5]});
      const first = shared.apply(x) as SymbolicTensor;
      const second = shared.apply(
        layers.dense({units: 5, activation: 'tanh'}).apply(first),
      ) as SymbolicTensor;
      return model({inputs: x, outputs: layers.add().apply([first, second]) as SymbolicTensor});
    },
  };
  test.each(Object.entries(models))('%s', (_, create) => {
    tf.tidy(() => {
      const net = create();
      const x = tf.mul(
        normal([3, 6, 5], 3),
        tf.tensor3d([1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 0, 0, 1, 1, 0, 1, 0, 1], [3, 6, 1]),
      );
      const eager = throughModel(net, x);
      compileLayers(net);
      expectAlike(throughModel(net, x), eager);
    });
  });
});

describe('a compiled layer', () => {
  useBackend('cpu');

  test('continues from the state of the last call if it is stateful', () => {
    for (const create of [recurrent, turing]) {
      const run = (compiled: boolean) =>
        tf.tidy(() => {
          const layer = create({stateful: true, batchInputShape: [2, 3, 5]});
          layer.apply(normal([2, 3, 5], 9));
          layer.setWeights(
            layer.getWeights().map(({shape}, index) => tf.randomNormal(shape, 0, 0.5, 'float32', index + 1)),
          );
          layer.resetStates();
          if (compiled) compile(layer);
          const outputs: Float32Array[] = [];
          for (const seed of [1, 2, 3, 4]) {
            if (seed === 3) layer.resetStates();
            outputs.push(Float32Array.from((layer.apply(normal([2, 3, 5], seed)) as tf.Tensor).dataSync()));
          }
          return outputs as never;
        }) as unknown as Float32Array[];
      expectAlike(run(true), run(false));
    }
  });

  test('can be built by a call with symbolic initial states', () => {
    tf.tidy(() => {
      const build = (): LayersModel => {
        const inputs = [input({shape: [null, 5]}), input({shape: [3]})];
        const layer = gated({returnState: true});
        const outputs = layer.apply(inputs[0]!, {initialState: [inputs[1]!]}) as SymbolicTensor[];
        return model({inputs, outputs});
      };
      const given = [normal([2, 3, 5], 1), tf.randomNormal([2, 3], 0, 1, 'float32', 2)];
      const outputs = (net: LayersModel) =>
        (net.predict(given) as tf.Tensor[]).map((part) => part.dataSync());
      const [eager, compiled] = [build(), build()];
      compiled.setWeights(eager.getWeights());
      compileLayers(compiled);
      expectAlike(outputs(compiled) as Float32Array[], outputs(eager) as Float32Array[]);
    });
  });

  test('takes batches of any size and length', () => {
    tf.tidy(() => {
      const calls = [
        [2, 3],
        [1, 9],
        [5, 2],
        [1, 2],
        [2, 30],
        [2, 3],
      ].map(([batch, steps], index) => ({
        input: normal([batch!, steps!, 5], index),
      }));
      expectAgreement(turing({returnState: true}), calls);
    });
  });

  test('may be applied again before its gradient is taken', () => {
    tf.tidy(() => {
      const layer = turing();
      const [a, b] = [normal([2, 4, 5], 1), normal([3, 2, 5], 2)];
      layer.apply(a);
      const both = () =>
        tf
          .grads((a, b) => {
            const [first, second] = [layer.apply(a!), layer.apply(b!)] as [tf.Tensor, tf.Tensor];
            return tf.add(tf.sum(tf.square(first)), tf.mul(tf.sum(first), tf.sum(tf.square(second))));
          })([a, b])
          .map((gradient) => Float32Array.from(gradient.dataSync()));
      const eager = both();
      compile(layer);
      expectAlike(both(), eager);
      const loneGradient = tf.grad((a: tf.Tensor) => {
        const y = layer.apply(a) as tf.Tensor;
        layer.apply(b); // reuses the program's memory
        return tf.sum(tf.square(y));
      });
      const [after] = [loneGradient(a)];
      const alone = tf.grad((a: tf.Tensor) => tf.sum(tf.square(layer.apply(a) as tf.Tensor)))(a);
      expectClose(after, alone.dataSync(), {relative: 0, absolute: 0});
    });
  });

  test('returns the same results with every memory budget', () => {
    tf.tidy(() => {
      const x = normal([3, 23, 5], 1);
      const mask = tf.cast(
        tf.greater(tf.randomUniform<tf.Rank.R2>([3, 23], 0, 1, 'float32', 9), 0.3),
        'float32',
      ) as tf.Tensor2D;
      for (const create of [turing, recurrent]) {
        const layer = create({returnState: true});
        layer.apply(x);
        for (const call of [{input: x}, {input: x, mask}]) {
          compile(layer, {memoryBudget: 1e9});
          const expected = everything(layer, call);
          for (const memoryBudget of [0, 1000, 10_000, 40_000]) {
            compile(layer, {memoryBudget});
            expectSame(everything(layer, call), expected, () => 0);
          }
        }
      }
    });
  });

  test('leaks no tensor', () => {
    const layer = compile(turing({returnState: true}));
    const x = normal([2, 3, 5], 1);
    tf.dispose(layer.apply(x) as tf.Tensor[]);
    expectNoLeak(() => layer.apply(x) as tf.Tensor[], 100);
    expectNoLeak(() => {
      const {value, grads} = tf.variableGrads(() => tf.sum((layer.apply(x) as tf.Tensor[])[0]!) as tf.Scalar);
      return [value, ...Object.values(grads)];
    }, 200);
  });
});

describe('models with compiled layers', () => {
  useBackend('cpu');

  const create = () => {
    const net = sequential({
      layers: [
        turing({inputShape: [null, 5]}),
        recurrent({returnSequences: false}),
        layers.dense({units: 1}),
      ],
    });
    net.setWeights(
      net.getWeights().map(({shape}, index) => tf.randomNormal(shape, 0, 0.4, 'float32', index + 1)),
    );
    net.compile({optimizer: tf.train.adam(0.01), loss: 'meanSquaredError'});
    return net;
  };
  const weightsOf = (net: Sequential) =>
    net.getWeights().map((weight) => Float32Array.from(weight.dataSync()));

  test('train as they do eagerly', async () => {
    const [x, y] = [normal([12, 5, 5], 1), tf.randomNormal<tf.Rank.R2>([12, 1], 0, 1, 'float32', 2)];
    const [eager, compiled] = [create(), create()];
    compileLayers(compiled);
    const options = {epochs: 3, batchSize: 4, shuffle: false, verbose: 0} as const;
    const losses = await eager.fit(x, y, options);
    const compiledLosses = await compiled.fit(x, y, options);
    expectClose(compiledLosses.history.loss as number[], losses.history.loss as number[], {relative: 1e-4});
    expectAlike(weightsOf(compiled), weightsOf(eager));
  });

  test('are saved and loaded like eager ones', async () => {
    const net = create();
    compileLayers(net);
    const x = normal([2, 4, 5], 1);
    const before = net.predict(x) as tf.Tensor;
    let saved: tf.io.ModelArtifacts | undefined;
    await net.save(
      tf.io.withSaveHandler(async (artifacts) => {
        saved = artifacts;
        return {modelArtifactsInfo: {dateSaved: new Date(0), modelTopologyType: 'JSON'}};
      }),
    );
    const loaded = (await loadLayersModel(tf.io.fromMemory(saved!))) as Sequential;
    expectClose(loaded.predict(x) as tf.Tensor, before.dataSync(), {relative: 1e-5});
    compileLayers(loaded);
    expectClose(loaded.predict(x) as tf.Tensor, before.dataSync(), {relative: 0, absolute: 0});
  });
});
