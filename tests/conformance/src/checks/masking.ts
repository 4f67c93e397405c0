import {expectClose} from '@ntmjs/test-support/close';
import * as tf from '@tensorflow/tfjs-core';
import {input, type LayersModel, layers, model as modelOfTensors, sequential} from '@tensorflow/tfjs-layers';
import type {Check} from '../check.js';
import {compileModelLike} from '../compileModel.js';
import type {Host} from '../host.js';
import {predicted} from '../models.js';
import {INPUTS, sequences, targets} from '../samples.js';
import type {Subject, SubjectOptions} from '../subject.js';
import {allValues, several, steps} from '../values.js';

/** The three steps of `sequences()` with a masked step before, between and after them. */
function padded(x: tf.Tensor3D): tf.Tensor3D {
  const gap = tf.zeros<tf.Rank.R3>([x.shape[0], 1, INPUTS]);
  return tf.concat([gap, steps(x, 0, 2), gap, steps(x, 2, 3), gap], 1);
}

/** What a mask does on webgpu cannot be checked: it changes from run to run. */
function skip({compiled}: Subject, {backend}: Host): string | undefined {
  if (compiled || backend !== 'webgpu') return undefined;
  return 'on webgpu the rnn of tfjs reads arbitrary memory as its mask: its transpose treats integers as floats';
}

/** A masked step leaves output and state as they are. */
export const masking: Check = {
  name: 'masking',
  skip,
  async run(subject, host) {
    const layer = subject.layer({returnSequences: true, returnState: true});
    const x = sequences();
    const [plain, ...states] = several(layer.apply(x));
    const sequence = input({shape: [null, INPUTS]});
    const masked = layers.masking({maskValue: 0}).apply(sequence) as never;
    const model = modelOfTensors({inputs: sequence, outputs: layer.apply(masked) as never});
    const [outputs, ...final] = several(model.predict(padded(x)));
    const at = (step: number) => steps(plain as tf.Tensor3D, step, step + 1);
    const expected = tf.concat([tf.zerosLike(at(0)), at(0), at(1), at(1), at(2), at(2)], 1);
    expectClose(await outputs!.data(), await expected.data(), host.tolerance);
    expectClose(await allValues(final), await allValues(states), host.tolerance);
  },
};

/** Masked steps are skipped backwards too, in one layer and in a bidirectional one. */
export const maskingBackwards: Check = {
  name: 'masking, backwards',
  skip,
  async run(subject, host) {
    const x = sequences();
    const end = tf.zeros<tf.Rank.R3>([x.shape[0], 2, INPUTS]);
    const longer = tf.concat([x, end], 1);
    const backwards = masked(subject, 0, {goBackwards: true});
    const expected = await predicted(backwards, x);
    expectClose(await predicted(backwards, longer), expected, host.tolerance);
    const both = sequential({
      layers: [
        layers.masking({maskValue: 0, inputShape: [null, INPUTS]}),
        layers.bidirectional({layer: subject.layer() as never, mergeMode: 'concat'}),
      ],
    });
    const model = compileModelLike(subject, both);
    expectClose(await predicted(model, longer), await predicted(model, x), host.tolerance);
  },
};

/** The mask of an embedding, for sequences that end at different steps. */
export const embeddingMask: Check = {
  name: 'embedding with maskZero',
  skip,
  async run(subject, host) {
    const layer = subject.layer();
    const embedding = layers.embedding({inputDim: 4, outputDim: INPUTS, maskZero: true, inputShape: [null]});
    const model = sequential({layers: [embedding, layer]});
    const both = tf.tensor2d([1, 2, 3, 1, 0, 0], [2, 3]);
    const first = model.predict(tf.tensor2d([[1, 2, 3]])) as tf.Tensor;
    const second = model.predict(tf.tensor2d([[1]])) as tf.Tensor;
    const expected = await allValues([first, second]);
    expectClose(await (model.predict(both) as tf.Tensor).data(), expected, host.tolerance);
  },
};

/** Training under a mask is training on what is not masked. */
export const trainingUnderMask: Check = {
  name: 'fit under a mask',
  skip,
  async run(subject, host) {
    const [x, y] = [sequences(), targets()];
    const train = async (model: LayersModel, inputs: tf.Tensor) => {
      model.compile({optimizer: 'sgd', loss: 'meanSquaredError'});
      const {history} = await model.fit(inputs, y, {epochs: 2, batchSize: 2, verbose: 0});
      return {losses: history.loss as number[], weights: await allValues(model.getWeights())};
    };
    const plain = await train(masked(subject, 1000), x);
    const under = await train(masked(subject, 0), padded(x));
    expectClose(under.losses, plain.losses, host.tolerance);
    expectClose(under.weights, plain.weights, host.tolerance);
  },
};

function masked(subject: Subject, maskValue: number, options?: SubjectOptions): LayersModel {
  return sequential({
    layers: [layers.masking({maskValue, inputShape: [null, INPUTS]}), subject.layer(options)],
  });
}
