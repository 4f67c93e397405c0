import {useBackend} from '@ntmjs/test-support';
import * as tf from '@tensorflow/tfjs-core';
import {
  input,
  type LayersModel,
  layers,
  model,
  type SymbolicTensor,
  sequential,
} from '@tensorflow/tfjs-layers';
import {describe, expect, test} from 'vitest';
import {compile} from './compile.js';
import {disposeOf, expectAgreement, indices, numbers} from './fixtures/bothWays.js';
import {chain} from './fixtures/chain.js';

useBackend('cpu');

const glorot = {recurrentInitializer: 'glorotUniform'} as const;
const dense = (units: number, activation: never = 'linear' as never) => layers.dense({units, activation});

describe('activations', () => {
  const names = [
    'elu',
    'hardSigmoid',
    'linear',
    'relu',
    'relu6',
    'selu',
    'sigmoid',
    'softmax',
    'softplus',
    'softsign',
  ];
  test.each([...names, 'tanh', 'swish', 'mish', 'gelu_new', 'logSoftmax'])('%s', async (name) => {
    const data = {inputs: numbers([6, 3, 2]), targets: numbers([6, 3, 3], 2)};
    const others = () => [
      layers.timeDistributed({layer: dense(3, name as never)}),
      layers.activation({activation: name as never}),
    ];
    await expectAgreement(() => chain(others(), {sequences: true}), data);
    tf.dispose([data.inputs, data.targets]);
  });
});

describe('layers after a recurrent one that returns sequences', () => {
  const chains: Record<string, {readonly others: () => layers.Layer[]; readonly shape: number[]}> = {
    'a recurrent layer': {others: () => [layers.gru({units: 3, ...glorot})], shape: [3]},
    'one that goes backwards': {
      others: () => [layers.gru({units: 3, ...glorot, goBackwards: true})],
      shape: [3],
    },
    'dense layers': {others: () => [dense(5, 'relu' as never), dense(2)], shape: [3, 2]},
    flatten: {others: () => [layers.flatten(), dense(2)], shape: [2]},
    reshape: {others: () => [layers.reshape({targetShape: [6, 2]}), dense(2)], shape: [6, 2]},
    'reshape with an unknown dimension': {
      others: () => [layers.reshape({targetShape: [-1, 2]}), dense(2)],
      shape: [6, 2],
    },
    dropout: {
      others: () => [layers.dropout({rate: 0.4, seed: 3}), dense(2), layers.dropout({rate: 0})],
      shape: [3, 2],
    },
    'layer normalization': {others: () => [layers.layerNormalization(), dense(2)], shape: [3, 2]},
    'layers of activations': {
      others: () => [
        layers.reLU({maxValue: 0.8}),
        layers.leakyReLU(),
        layers.elu({alpha: 1}),
        layers.softmax({axis: -1}),
      ],
      shape: [3, 4],
    },
    nothing: {others: () => [], shape: [3, 4]},
  };
  test.each(Object.entries(chains))('%s', async (_, {others, shape}) => {
    const data = {inputs: numbers([6, 3, 2]), targets: numbers([6, ...shape], 2)};
    await expectAgreement(() => chain(others(), {sequences: true}), data);
    tf.dispose([data.inputs, data.targets]);
  });
});

describe('recurrent layers with dropout of their own', () => {
  const dropoutFunc = (ones: tf.Tensor, rate: number) => tf.dropout(ones, rate, undefined, 5);
  const args = {...glorot, units: 3, dropout: 0.3, recurrentDropout: 0.4, dropoutFunc} as never;
  const kinds: Record<string, () => layers.Layer> = {
    lstm: () => layers.lstm(args),
    gru: () => layers.gru(args),
    simpleRNN: () => layers.simpleRNN(args),
  };
  test.each(Object.entries(kinds))('%s', async (_, layer) => {
    const data = {inputs: numbers([6, 3, 2]), targets: numbers([6, 3], 2)};
    await expectAgreement(() => chain([layer()], {sequences: true}), data);
    tf.dispose([data.inputs, data.targets]);
  });

  test('draw anew for each batch', async () => {
    const model = compile(
      chain([layers.lstm({...glorot, units: 3, dropout: 0.5})], {
        sequences: true,
        optimizer: () => tf.train.sgd(0),
      }),
      {fallback: 'error'},
    );
    const [x, y] = [numbers([6, 3, 2]), numbers([6, 3], 2)];
    expect(await model.trainOnBatch(x, y)).not.toBe(await model.trainOnBatch(x, y));
    disposeOf(model);
    tf.dispose([x, y]);
  });
});

describe('bidirectional layers', () => {
  const modes = ['concat', 'sum', 'ave', 'mul'] as const;
  test.each(modes.flatMap((mode) => [true, false].map((sequences) => [mode, sequences] as const)))(
    '%s, all outputs: %s',
    async (mergeMode, returnSequences) => {
      const create = () => {
        const layer = layers.lstm({units: 3, ...glorot, returnSequences}) as never;
        return chain([layers.bidirectional({layer, mergeMode}), dense(2)], {sequences: true});
      };
      const data = {inputs: numbers([6, 3, 2]), targets: numbers(returnSequences ? [6, 3, 2] : [6, 2], 2)};
      await expectAgreement(create, data);
      tf.dispose([data.inputs, data.targets]);
    },
  );
});

describe('masks', () => {
  const compiled = (made: LayersModel) => {
    made.compile({optimizer: 'adam', loss: 'meanSquaredError'});
    return made;
  };
  const embedded = (others: () => layers.Layer[]) => () =>
    compiled(
      sequential({
        layers: [layers.embedding({inputDim: 4, outputDim: 3, maskZero: true, inputLength: 5}), ...others()],
      }),
    );
  const returning = {...glorot, units: 3, returnSequences: true};

  test('of an embedding, for a recurrent layer and one after it', async () => {
    const data = {inputs: indices([6, 5], 4), targets: numbers([6, 3], 2)};
    await expectAgreement(
      embedded(() => [
        layers.lstm(returning),
        layers.dropout({rate: 0.2, seed: 1}),
        layers.gru({units: 3, ...glorot}),
      ]),
      data,
    );
    tf.dispose([data.inputs, data.targets]);
  });

  test('of an embedding, for both directions', async () => {
    const data = {inputs: indices([6, 5], 4), targets: numbers([6, 5, 2], 2)};
    await expectAgreement(
      embedded(() => [
        layers.bidirectional({layer: layers.lstm(returning) as never, mergeMode: 'concat'}),
        dense(2),
      ]),
      data,
    );
    tf.dispose([data.inputs, data.targets]);
  });

  test('that tfjs passes on to a layer behind one that has none', async () => {
    const data = {inputs: indices([6, 5], 4), targets: numbers([6, 5, 3], 2)};
    await expectAgreement(
      embedded(() => [
        layers.lstm({units: 3, ...glorot}),
        layers.repeatVector({n: 5}),
        layers.lstm(returning),
      ]),
      data,
    );
    tf.dispose([data.inputs, data.targets]);
  });

  test('of a masking layer', async () => {
    const inputs = tf.tidy(() => tf.mul(numbers([6, 5, 2]), tf.expandDims(indices([6, 5], 2), 2)));
    const data = {inputs, targets: numbers([6, 3], 2)};
    const create = () =>
      compiled(
        sequential({layers: [layers.masking({inputShape: [5, 2]}), layers.lstm({units: 3, ...glorot})]}),
      );
    await expectAgreement(create, data);
    tf.dispose([data.inputs, data.targets]);
  });
});

describe('models that are no chains', () => {
  const apply = (layer: layers.Layer, ...from: SymbolicTensor[]) =>
    layer.apply(from.length === 1 ? from[0]! : from) as SymbolicTensor;
  const merges: Record<string, () => layers.Layer> = {
    add: () => layers.add(),
    average: () => layers.average(),
    concatenate: () => layers.concatenate(),
    maximum: () => layers.maximum(),
    minimum: () => layers.minimum(),
    multiply: () => layers.multiply(),
  };
  test.each(Object.entries(merges))('two inputs, a residual connection and %s', async (_, merge) => {
    const create = () => {
      const [a, b] = [input({shape: [4, 3]}), input({shape: [4, 2]})];
      const [x, y] = [a, b].map((each) =>
        apply(layers.gru({units: 3, ...glorot, returnSequences: true}), each),
      );
      const joined = apply(merge(), x!, y!);
      const output = apply(layers.add(), apply(dense(2), joined), apply(dense(2), x!));
      const made = model({inputs: [a, b], outputs: output});
      made.compile({optimizer: 'adam', loss: 'meanSquaredError'});
      return made;
    };
    const data = {inputs: [numbers([6, 4, 3]), numbers([6, 4, 2], 3)], targets: numbers([6, 4, 2], 2)};
    await expectAgreement(create, data);
    tf.dispose([...data.inputs, data.targets]);
  });

  test('no recurrent layer', async () => {
    const create = () => {
      const first = layers.dense({units: 5, activation: 'relu', inputShape: [3]});
      const made = sequential({layers: [first, layers.dropout({rate: 0.3, seed: 2}), dense(2)]});
      made.compile({optimizer: 'adam', loss: 'meanSquaredError'});
      return made;
    };
    const data = {inputs: numbers([6, 3]), targets: numbers([6, 2], 2)};
    await expectAgreement(create, data);
    tf.dispose([data.inputs, data.targets]);
  });

  test('models inside of a model', async () => {
    const create = () => {
      const inner = input({shape: [4, 3]});
      const hidden = apply(layers.gru({units: 3, ...glorot, returnSequences: true}), inner);
      const encoder = model({inputs: inner, outputs: apply(layers.add(), hidden, inner)});
      const head = sequential({
        layers: [layers.dense({units: 3, inputShape: [4, 3]}), layers.flatten(), dense(2)],
      });
      const made = sequential({layers: [encoder, head]});
      made.compile({optimizer: 'adam', loss: 'meanSquaredError'});
      return made;
    };
    const data = {inputs: numbers([6, 4, 3]), targets: numbers([6, 2], 2)};
    await expectAgreement(create, data);
    tf.dispose([data.inputs, data.targets]);
  });

  test('several outputs', async () => {
    const create = () => {
      const x = input({shape: [4, 3]});
      const hidden = apply(layers.gru({units: 3, ...glorot}), x);
      const outputs = [2, 3].map((units) => apply(layers.dense({units, name: `output${units}`}), hidden));
      const made = model({inputs: x, outputs});
      made.compile({optimizer: 'adam', loss: ['meanSquaredError', 'meanAbsoluteError'], metrics: ['mse']});
      return made;
    };
    const data = {inputs: numbers([6, 4, 3]), targets: [numbers([6, 2], 2), numbers([6, 3], 3)]};
    await expectAgreement(create, data);
    tf.dispose([data.inputs, ...data.targets]);
  });
});
