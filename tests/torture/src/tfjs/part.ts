import {compile, detach} from '@ntmjs/compile';
import {
  attention,
  delta,
  dnc,
  lstmBaseline,
  mann,
  neuralQueue,
  neuralStack,
  ntm,
  sam,
  sdnc,
} from '@ntmjs/layers';
import type {RandomStream} from '@ntmjs/tasks';
import * as tf from '@tensorflow/tfjs-core';
import {type LayersModel, layers, type RNN, sequential} from '@tensorflow/tfjs-layers';
import {start as startBackend} from '../backend.js';
import {Flatness, held} from '../memory.js';
import type {Outcome, Part} from '../part.js';
import {anyOf, streamOf} from '../random.js';

const [BATCH, STEPS, INPUTS, OUTPUTS] = [2, 3, 2, 2];

const memory = {rows: 4, width: 3};

const feedforward = {type: 'feedforward', units: 4} as const;
const lstm = {type: 'lstm', units: 4} as const;
const all = {returnSequences: true, units: OUTPUTS};

const layerMakers: Readonly<Record<string, () => RNN>> = {
  ntm: () => ntm({...all, memory, controller: feedforward}),
  'ntm with an LSTM': () => ntm({...all, memory, controller: lstm}),
  dnc: () => dnc({...all, memory, controller: lstm}),
  mann: () => mann({...all, memory, controller: lstm}),
  sam: () => sam({...all, memory, controller: lstm}),
  sdnc: () => sdnc({...all, memory, controller: lstm}),
  delta: () => delta({...all, memory, controller: lstm}),
  attention: () => attention({...all, memory, blocks: 1, controller: feedforward}),
  stack: () => neuralStack({...all, memory, controller: lstm}),
  queue: () => neuralQueue({...all, memory, controller: lstm}),
  lstm: () => lstmBaseline({...all, hiddenUnits: 4, layers: 1}),
  "tfjs' lstm": () => layers.lstm({...all, recurrentInitializer: 'glorotUniform'}) as RNN,
};

/** A way of using a model that could leave tensors behind. */
type Use = (model: LayersModel, x: tf.Tensor, y: tf.Tensor) => Promise<void>;

const uses: Readonly<Record<string, Use>> = {
  async fit(model, x, y) {
    await model.fit(x, y, {epochs: 1, batchSize: BATCH, verbose: 0});
  },
  async 'fit with validation'(model, x, y) {
    await model.fit(x, y, {epochs: 2, batchSize: 1, validationData: [x, y], verbose: 0});
  },
  async trainOnBatch(model, x, y) {
    await model.trainOnBatch(x, y);
  },
  async evaluate(model, x, y) {
    tf.dispose(model.evaluate(x, y, {batchSize: BATCH}));
  },
  async predict(model, x) {
    tf.dispose(model.predict(x));
  },
  async predictOnBatch(model, x) {
    tf.dispose(model.predictOnBatch(x));
  },
  async 'set and read weights'(model) {
    const weights = model.getWeights().map((weight) => weight.clone());
    model.setWeights(weights);
    tf.dispose(weights);
  },
  async save(model) {
    await model.save({
      save: async () => ({modelArtifactsInfo: {dateSaved: new Date(), modelTopologyType: 'JSON'}}),
    });
  },
};

/** The use of a model that is made, compiled or not, used a few times in any order, and disposed. */
export async function useModel(random: RandomStream, choice = uses): Promise<string> {
  const [layerName, compiled] = [anyOf(random, Object.keys(layerMakers)), random.bit() === 1];
  const names = Array.from({length: random.integer(1, 4)}, () => anyOf(random, Object.keys(choice)));
  const layer = layerMakers[layerName]!();
  const model = sequential({layers: [layers.inputLayer({inputShape: [null, INPUTS]}), layer]});
  const optimizer = anyOf(random, [() => tf.train.sgd(0.01), () => tf.train.adam(0.01)])();
  if (compiled) compile(layer);
  model.compile({optimizer, loss: 'meanSquaredError'});
  const [x, y] = [tf.randomUniform([BATCH, STEPS, INPUTS]), tf.zeros([BATCH, STEPS, OUTPUTS])];
  for (const name of names) await choice[name]!(model, x, y);
  if (compiled && random.bit() === 1) detach(layer);
  model.dispose();
  optimizer.dispose();
  tf.dispose([x, y]);
  return `${layerName}, ${compiled ? 'compiled' : 'eager'}: ${names.join(', ')}`;
}

/** Uses a model in a `scope` of tensors that must be empty when it ends. */
export async function leakOf(use: () => Promise<string>): Promise<string | undefined> {
  const before = tf.memory();
  const what = await use();
  const after = tf.memory();
  const [tensors, bytes] = [after.numTensors - before.numTensors, after.numBytes - before.numBytes];
  return tensors === 0 && bytes === 0 ? undefined : `${what}: ${tensors} tensors of ${bytes} bytes are left`;
}

export const tfjsPaths: Part = {
  name: 'tfjs',
  title: 'models that are made, fitted, evaluated, saved and disposed, compiled or not',
  holds: 'not a tensor is left, and the memory of the process does not grow',
  count: 1000,
  limit: 300,
  nodeArguments: ['--expose-gc'],
  async start({seed}) {
    await startBackend('cpu');
    const flatness = new Flatness();
    // What tfjs and the compiler make once is made here.
    await useModel(streamOf('tfjs', seed, -1));
    return async (index): Promise<Outcome> => {
      const leak = await leakOf(() => useModel(streamOf('tfjs', seed, index)));
      const growth = flatness.growthIn(held());
      return {counts: {models: 1}, failure: leak ?? growth};
    };
  },
};
