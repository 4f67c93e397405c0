import {ntm} from '@ntmjs/layers';
import {describeOnBackends, expectClose, useBackend} from '@ntmjs/test-support';
import * as tf from '@tensorflow/tfjs-core';
import {
  type LayersModel,
  loadLayersModel,
  type RNN,
  type Sequential,
  sequential,
} from '@tensorflow/tfjs-layers';
import {describe, expect, test, vi} from 'vitest';
import {adamRule} from '../fixtures/adamRule.js';
import {compile, detach, runnerOf} from './compile.js';
import {LayerPredictor} from './layerPredictor.js';
import {LayerStepper} from './layerStepper.js';
import {LayerTrainer} from './trainer.js';

const [BATCH, STEPS, INPUTS, UNITS] = [2, 3, 4, 2];

/** A layer whose initial states are weights, too. */
const layerOf = () =>
  ntm({
    units: UNITS,
    controller: {type: 'lstm', units: 5},
    memory: {rows: 6, width: 3, contents: 'learned'},
    returnSequences: true,
    seed: 1,
    inputShape: [null, INPUTS],
  }) as unknown as RNN;

const modelOf = () => sequential({layers: [layerOf()]});
const theLayer = (model: LayersModel) => model.layers.at(-1) as RNN;

const inputs = () => tf.randomUniform([BATCH, STEPS, INPUTS], -1, 1, 'float32', 1);
const targets = () => tf.ones([BATCH, STEPS, UNITS]);

/** What a model computes by each way that there is, compiled. */
class Ways {
  private readonly predictor: LayerPredictor;
  private readonly stepper: LayerStepper;

  constructor(readonly model: Sequential) {
    compile(theLayer(model));
    model.predict(inputs());
    this.predictor = new LayerPredictor(theLayer(model));
    this.stepper = new LayerStepper(theLayer(model), {batch: BATCH});
  }

  outputs(): Record<'predict' | 'predictor' | 'stepper', Float32Array> {
    return {
      predict: tf.tidy(() => (this.model.predict(inputs()) as tf.Tensor).dataSync() as Float32Array),
      predictor: this.predictor.predict({batch: BATCH, steps: STEPS, inputs: numbers()}),
      stepper: this.stepped(),
    };
  }

  private stepped(): Float32Array {
    this.stepper.reset();
    const all = new Float32Array(BATCH * STEPS * UNITS);
    const given = numbers();
    const cut = (sequence: number, step: number) =>
      given.subarray((sequence * STEPS + step) * INPUTS, (sequence * STEPS + step + 1) * INPUTS);
    for (let step = 0; step < STEPS; step++) {
      const outputs = this.stepper.step([0, 1].flatMap((sequence) => [...cut(sequence, step)]));
      for (let sequence = 0; sequence < BATCH; sequence++) {
        all.set(
          outputs.subarray(sequence * UNITS, (sequence + 1) * UNITS),
          (sequence * STEPS + step) * UNITS,
        );
      }
    }
    return all;
  }
}

function numbers(): Float32Array {
  return tf.tidy(() => inputs().dataSync().slice() as Float32Array);
}

/** What the same weights compute eagerly. */
function eagerly(model: LayersModel): Float32Array {
  return tf.tidy(() => {
    const twin = modelOf();
    twin.setWeights(model.getWeights());
    const outputs = (twin.predict(inputs()) as tf.Tensor).dataSync().slice() as Float32Array;
    twin.dispose();
    return outputs;
  });
}

/** Every way that the weights of a model change. */
const changes: Record<string, (model: Sequential) => unknown> = {
  'nothing happened': () => {},
  'fit took steps': async (model) => {
    model.compile({optimizer: tf.train.sgd(0.5), loss: 'meanSquaredError'});
    await model.fit(inputs(), targets(), {epochs: 2, verbose: 0});
  },
  'optimizer.minimize took a step': (model) => {
    tf.train.adam(0.1).minimize(() => {
      const outputs = theLayer(model).apply(inputs()) as tf.Tensor;
      return tf.sum(tf.square(tf.sub(outputs, targets()))) as tf.Scalar;
    });
  },
  'model.setWeights set others': (model) =>
    tf.tidy(() => model.setWeights(model.getWeights().map((weight) => tf.add(weight, 0.1)))),
  'a layer’s setWeights set others': (model) =>
    tf.tidy(() => theLayer(model).setWeights(model.getWeights().map((weight) => tf.mul(weight, 0.5)))),
  'one variable was assigned': (model) => {
    const variable = theLayer(model).trainableWeights[0]!.read() as tf.Variable;
    tf.tidy(() => variable.assign(tf.add(variable, 0.3)));
  },
  'a variable was assigned and set back': (model) => {
    const variable = theLayer(model).trainableWeights[0]!.read() as tf.Variable;
    tf.tidy(() => {
      const before = tf.clone(variable);
      variable.assign(tf.add(variable, 0.3));
      model.predict(inputs());
      variable.assign(before);
    });
  },
  'a LayerVariable was written': (model) =>
    tf.tidy(() => {
      const weight = theLayer(model).trainableWeights.at(-1)!;
      weight.write(tf.add(weight.read(), 0.3));
    }),
  'a gradient of older weights was taken last': (model) => {
    const layer = theLayer(model);
    const variable = layer.trainableWeights[0]!.read() as tf.Variable;
    tf.tidy(() =>
      tf.variableGrads(() => {
        const outputs = layer.apply(inputs()) as tf.Tensor;
        variable.assign(tf.add(variable, 0.3));
        layer.apply(inputs());
        return tf.sum(outputs) as tf.Scalar;
      }),
    );
  },
  'other weights were copied into its program': (model) => {
    const runner = runnerOf(theLayer(model));
    runner.setWeights(runner.weights().map((weight) => weight.map((value) => value + 1)));
  },
  'a trainer trained': (model) => {
    const layer = theLayer(model);
    const trainer = new LayerTrainer(layer, adamRule(), {});
    const weights = layer.trainableWeights.map((weight) => weight.read());
    trainer.load(
      weights.map((weight) => weight.dataSync()),
      [],
      0,
    );
    trainer.step(
      {batch: BATCH, steps: STEPS, inputs: numbers()},
      (_, all, gradient) => gradient.set(all),
      0.1,
    );
    tf.tidy(() => {
      for (const [index, values] of trainer.weights().entries()) {
        (weights[index] as tf.Variable).assign(tf.tensor(values, weights[index]!.shape));
      }
    });
    trainer.dispose();
  },
  'it was eager for a while': (model) => {
    const layer = detach(theLayer(model));
    tf.tidy(() => layer.setWeights(layer.getWeights().map((weight) => tf.add(weight, 0.1))));
    compile(layer);
  },
};

/** Those after which the weights are what they were. */
const harmless = [
  'nothing happened',
  'a variable was assigned and set back',
  'other weights were copied into its program',
];

describeOnBackends('the weights are those of the layer, after', () => {
  test.each(Object.entries(changes))('%s', async (name, change) => {
    const model = modelOf();
    const ways = new Ways(model);
    const before = ways.outputs();
    await change(model);
    const expected = eagerly(model);
    for (const [way, outputs] of Object.entries(ways.outputs())) {
      expectClose(outputs, expected, {absolute: 1e-5, relative: 1e-4});
      const isSame = outputs.join() === before[way as keyof typeof before].join();
      expect([way, isSame]).toEqual([way, harmless.includes(name)]);
    }
    model.dispose();
  });
});

describe('the weights are those of the layer, after', () => {
  useBackend('cpu');

  test('another backend took over, with and without a change', async () => {
    const model = modelOf();
    const ways = new Ways(model);
    const before = ways.outputs();
    await tf.setBackend('wasm');
    expect(ways.outputs()).toEqual(before);
    tf.tidy(() => model.setWeights(model.getWeights().map((weight) => tf.add(weight, 0.1))));
    await tf.setBackend('cpu');
    const expected = eagerly(model);
    for (const outputs of Object.values(ways.outputs())) {
      expectClose(outputs, expected, {absolute: 1e-5, relative: 1e-4});
    }
    model.dispose();
  });

  test('the model was disposed and built again, or loaded', async () => {
    const first = modelOf();
    const before = new Ways(first).outputs();
    tf.tidy(() => first.setWeights(first.getWeights().map((weight) => tf.add(weight, 0.1))));
    let saved: tf.io.ModelArtifacts | undefined;
    await first.save(
      tf.io.withSaveHandler(async (artifacts) => {
        saved = artifacts;
        return {modelArtifactsInfo: tf.io.getModelArtifactsInfoForJSON(artifacts)};
      }),
    );
    const expected = eagerly(first);
    first.dispose();
    expect(new Ways(modelOf()).outputs()).toEqual(before);
    const loaded = (await loadLayersModel(tf.io.fromMemory(saved!))) as Sequential;
    for (const outputs of Object.values(new Ways(loaded).outputs())) {
      expectClose(outputs, expected, {absolute: 1e-5, relative: 1e-4});
    }
  });

  test('they were disposed: there are none', () => {
    const model = modelOf();
    const layer = theLayer(model);
    const [predictor, stepper] = [new LayerPredictor(compile(layer)), new LayerStepper(layer)];
    model.dispose();
    const given = {batch: 1, steps: 1, inputs: new Float32Array(INPUTS)};
    expect(() => predictor.predict(given)).toThrow('disposed');
    expect(() => stepper.step(given.inputs)).toThrow('disposed');
  });
});

test('weights that did not change are not read again', () => {
  const model = modelOf();
  const ways = new Ways(model);
  ways.outputs();
  const weights = new Set(theLayer(model).weights.map((weight) => weight.read()));
  const read = vi.spyOn(tf.Tensor.prototype, 'dataSync');
  ways.outputs();
  expect(read.mock.contexts.filter((tensor) => weights.has(tensor as tf.Variable))).toEqual([]);
  expect(read).toHaveBeenCalled();
  read.mockRestore();
  model.dispose();
});
