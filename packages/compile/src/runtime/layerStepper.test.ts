import {ntm, sam} from '@ntmjs/layers';
import {expectNoLeak, useBackend} from '@ntmjs/test-support';
import * as tf from '@tensorflow/tfjs-core';
import {layers, type RNN} from '@tensorflow/tfjs-layers';
import {expect, test} from 'vitest';
import {compile} from './compile.js';
import {LayerPredictor} from './layerPredictor.js';
import {LayerStepper} from './layerStepper.js';

useBackend('cpu');

const [BATCH, STEPS, INPUTS, UNITS] = [3, 5, 4, 2];

const turing = () =>
  ntm({
    units: UNITS,
    controller: {type: 'feedforward', units: 5},
    memory: {rows: 6, width: 3},
    returnSequences: true,
    returnState: true,
    seed: 1,
  }) as unknown as RNN;
/** Each sequence needs a memory of its own. */
const sparse = () =>
  sam({
    units: UNITS,
    controller: {type: 'feedforward', units: 5},
    memory: {rows: 20, width: 3},
    readHeads: 2,
    rowsRead: 2,
    returnSequences: true,
    returnState: true,
    seed: 1,
  }) as unknown as RNN;
const lstm = () =>
  layers.lstm({
    units: UNITS,
    recurrentInitializer: 'glorotUniform',
    returnSequences: true,
    returnState: true,
  }) as RNN;

function built(create: () => RNN): RNN {
  const layer = create();
  tf.dispose(layer.apply(tf.zeros([1, 2, INPUTS])) as tf.Tensor[]);
  return compile(layer);
}

const noise = (seed: number) =>
  tf.tidy(
    () => tf.randomUniform([BATCH, STEPS, INPUTS], -1, 1, 'float32', seed).dataSync().slice() as Float32Array,
  );

/** The inputs of a step, `[batch, inputs]`. */
const atStep = (all: Float32Array, step: number, size: number) =>
  Float32Array.from({length: BATCH * size}, (_, index) => {
    const [sequence, element] = [Math.floor(index / size), index % size];
    return all[(sequence * STEPS + step) * size + element]!;
  });

/** The outputs of all steps, a step at a time, and the final states. */
function stepped(stepper: LayerStepper, inputs: Float32Array, steps = STEPS): Float32Array[] {
  const outputs = Array.from({length: steps}, (_, step) =>
    stepper.step(atStep(inputs, step, INPUTS)).slice(),
  );
  return [...outputs, ...stepper.states];
}

/** The same of the layer as a whole. */
function applied(layer: RNN, inputs: Float32Array): Float32Array[] {
  return tf.tidy(() => {
    const x = tf.tensor3d(inputs, [BATCH, STEPS, INPUTS]);
    const [outputs, ...states] = (layer.apply(x) as tf.Tensor[]).map(
      (each) => each.dataSync() as Float32Array,
    );
    return [...Array.from({length: STEPS}, (_, step) => atStep(outputs!, step, UNITS)), ...states];
  });
}

test.each([
  ['a Neural Turing Machine', turing],
  ['a sparse access memory', sparse],
  ['an LSTM', lstm],
])('steps of %s are those of the layer, to the last bit', (_, create) => {
  const layer = built(create);
  const stepper = new LayerStepper(layer, {batch: BATCH});
  for (const seed of [1, 2]) {
    stepper.reset();
    // What the layer runs in between does not disturb it.
    const expected = applied(layer, noise(seed));
    const half = stepped(stepper, noise(seed), 2);
    applied(layer, noise(3));
    const rest = Array.from({length: STEPS - 2}, (_, step) =>
      stepper.step(atStep(noise(seed), 2 + step, INPUTS)).slice(),
    );
    expect([...half.slice(0, 2), ...rest, ...stepper.states]).toEqual(expected);
  }
  const predicted = new LayerPredictor(layer).predict({batch: BATCH, steps: STEPS, inputs: noise(1)});
  expect(predicted).toEqual(
    Float32Array.from(
      tf.tidy(() =>
        (layer.apply(tf.tensor3d(noise(1), [BATCH, STEPS, INPUTS])) as tf.Tensor[])[0]!.dataSync(),
      ),
    ),
  );
});

test('it goes on from states that it had before', () => {
  const stepper = new LayerStepper(built(turing), {batch: BATCH});
  stepper.step(atStep(noise(1), 0, INPUTS));
  const {states} = stepper;
  const [first] = stepped(stepper, noise(2), 1);
  expect(stepped(stepper, noise(2), 1)[0]).not.toEqual(first);
  stepper.reset(states);
  expect(stepped(stepper, noise(2), 1)[0]).toEqual(first);
});

test('a mask skips steps of a prediction, as the layer does', () => {
  const layer = built(lstm);
  const mask = Float32Array.from({length: BATCH * STEPS}, (_, index) => (index % 4 === 2 ? 0 : 1));
  const outputs = tf.tidy(() => {
    const kwargs = {mask: tf.tensor2d(mask, [BATCH, STEPS])};
    const x = tf.tensor3d(noise(1), [BATCH, STEPS, INPUTS]);
    return (layer.apply(x, kwargs) as tf.Tensor[])[0]!.dataSync();
  });
  const predictor = new LayerPredictor(layer);
  expect(predictor.predict({batch: BATCH, steps: STEPS, inputs: noise(1), mask})).toEqual(outputs);
});

test('a stepper and a predictor make no tensor', () => {
  const layer = built(turing);
  expectNoLeak(() => {
    const stepper = new LayerStepper(layer);
    stepper.step(new Float32Array(INPUTS));
    new LayerPredictor(layer).predict({batch: 1, steps: 1, inputs: new Float32Array(INPUTS)});
  }, 3);
});

test('mistakes are errors', () => {
  const layer = built(lstm);
  expect(() => new LayerStepper(layer, {batch: 0})).toThrow(
    'stepper.batch must be a positive integer, got 0',
  );
  expect(() => new LayerStepper(layer, {batch: 1e9})).toThrow(
    'stepper.batch must be smaller: the memory of a stepper',
  );
  const stepper = new LayerStepper(layer);
  expect(() => stepper.step([1])).toThrow('inputs must be an array of 4 numbers');
  expect(() => stepper.reset([[1, 2]])).toThrow('states must be a list of 2 arrays of numbers');
  expect(() => stepper.reset([[1, 2], [1]])).toThrow('states[1] must be an array of 2 numbers');
});
