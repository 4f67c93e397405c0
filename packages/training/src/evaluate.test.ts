import {compile, compileLayers, TraceError} from '@ntmjs/compile';
import {createTask, type Metric} from '@ntmjs/tasks';
import {describeOnBackends, useBackend} from '@ntmjs/test-support';
import * as tf from '@tensorflow/tfjs-core';
import {
  model as functional,
  initializers,
  input,
  type LayersModel,
  layers,
  type RNN,
  sequential,
} from '@tensorflow/tfjs-layers';
import {describe, expect, test, vi} from 'vitest';
import {type EvaluateArgs, evaluate} from './evaluate.js';
import {constantModel, lstmModel, weightsOf} from './fixtures/models.js';

const task = createTask('copy', {vectorWidth: 3, maxLength: 4});

describeOnBackends('evaluate', () => {
  test('a model with logits of 0 costs one bit for each target bit', async () => {
    const model = constantModel(task, 0);
    const result = await evaluate({model, task, seed: 1, difficulty: {length: 5}, episodes: 40});
    expect(result.episodes).toBe(40);
    expect(result.bits).toBe(15);
    // A logit of 0 predicts a 0: the ones are wrong, half of the target bits.
    expect(result.wrongBits).toBeGreaterThan(5);
    expect(result.wrongBits).toBeLessThan(10);
    expect(result.worstWrongBits).toBeGreaterThan(result.wrongBits);
    expect(result.worstWrongBits).toBeLessThanOrEqual(15);
  });

  test('a sure model pays for each wrong bit', async () => {
    const args = {task, seed: 1, difficulty: {length: 5}, episodes: 40};
    const ones = await evaluate({...args, model: constantModel(task, 100)});
    const zeros = await evaluate({...args, model: constantModel(task, -100)});
    expect(ones.wrongBits + zeros.wrongBits).toBeCloseTo(15, 10);
    expect(ones.bits).toBeCloseTo((ones.wrongBits * 100) / Math.LN2, 3);
    expect(zeros.bits).toBeCloseTo((zeros.wrongBits * 100) / Math.LN2, 3);
  });
});

describe('evaluate', () => {
  useBackend('cpu');

  test('equal seeds give equal numbers, other seeds others', async () => {
    const model = lstmModel(task);
    const [first, again, other] = await Promise.all(
      [7, 7, 8].map((seed) => evaluate({model, task, seed, episodes: 20})),
    );
    expect(again).toEqual(first);
    expect(other!.bits).not.toBe(first!.bits);
  });

  test('returns the means of the task’s own metrics', async () => {
    const [bits] = task.metrics;
    const bytes: Metric = {
      ...bits!,
      name: 'bytes',
      evaluate: (logits, episodes) => bits!.evaluate(logits, episodes).map((value) => value / 8),
    };
    const metrics = [...task.metrics, bytes];
    const model = constantModel(task, 0);
    const args = {model, seed: 1, difficulty: {length: 5}, episodes: 7, batch: 3};
    expect((await evaluate({...args, task: {...task, metrics}})).metrics).toEqual({bytes: 15 / 8});
    expect(await evaluate({...args, task})).not.toHaveProperty('metrics');
  });

  test('means are over the episodes for which a metric is defined', async () => {
    const few = createTask('few-shot', {classes: 2, minShots: 1, maxShots: 2, size: 4});
    const args = {model: constantModel(few, 0), task: few, seed: 1, episodes: 4};
    const {metrics} = await evaluate({...args, difficulty: {shots: 1}});
    expect(metrics).toEqual({accuracy1: 0, accuracy2: Number.NaN});
    expect((await evaluate({...args, difficulty: {shots: 2}})).metrics).toEqual({accuracy1: 0, accuracy2: 0});
  });

  test('how many episodes run at a time makes no difference to those of one length', async () => {
    const args = {model: lstmModel(task), task, seed: 3, difficulty: {length: 2}, episodes: 10};
    const results = await Promise.all([1, 4, 10, 25].map((batch) => evaluate({...args, batch})));
    for (const result of results) {
      expect(result.episodes).toBe(10);
      expect(result.bits).toBeCloseTo(results[0]!.bits, 4);
      expect(result.wrongBits).toBe(results[0]!.wrongBits);
      expect(result.worstWrongBits).toBe(results[0]!.worstWrongBits);
    }
  });

  test('evaluates beyond the lengths of training', async () => {
    const model = constantModel(task, 0);
    expect((await evaluate({model, task, seed: 1, difficulty: {length: 30}, episodes: 2})).bits).toBe(90);
  });

  test('defaults to the lengths of training', async () => {
    const model = constantModel(task, 0);
    const {bits} = await evaluate({model, task, seed: 1, episodes: 50, batch: 1});
    expect(bits).toBeGreaterThan(3);
    expect(bits).toBeLessThan(12);
  });

  test('changes nothing of the model and leaves no tensor behind', async () => {
    const model = lstmModel(task);
    const weights = weightsOf(model);
    await evaluate({model, task, seed: 1, episodes: 3});
    const before = tf.memory();
    await evaluate({model, task, seed: 1, episodes: 60, batch: 10});
    expect(tf.memory().numTensors).toBe(before.numTensors);
    expect(tf.memory().numDataBuffers).toBe(before.numDataBuffers);
    expect(weightsOf(model)).toEqual(weights);
  });

  test('a signal ends it after the current batch, with its reason', async () => {
    const controller = new AbortController();
    let batches = 0;
    const counting = {
      ...task,
      sample: (...args: Parameters<typeof task.sample>) => {
        if (++batches === 2) controller.abort(new Error('enough'));
        return task.sample(...args);
      },
    };
    const model = constantModel(task, 0);
    const before = tf.memory().numTensors;
    const evaluation = evaluate({model, task: counting, seed: 1, batch: 1, signal: controller.signal});
    await expect(evaluation).rejects.toThrow('enough');
    expect(batches).toBe(2);
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('evaluate rejects', () => {
  useBackend('cpu');

  test.each<[Partial<Record<keyof EvaluateArgs, unknown>>, string]>([
    [{task: undefined}, 'task must be a task, as createTask returns it, got undefined'],
    [{task: 'copy'}, 'task must be a task, as createTask returns it, got "copy"'],
    [{episodes: 0}, 'episodes must be an integer at least 1 and at most 10000000, got 0'],
    [{batch: 1.5}, 'batch must be a positive integer, got 1.5'],
    [{seed: 0.5}, 'seed must be an integer, got 0.5'],
    [{difficulty: {length: 0}}, 'difficulty.length must be a positive integer, got 0'],
    [{difficulty: {size: 3}}, 'difficulty.size must be omitted (the options are length), got 3'],
  ])('%o', async (args, message) => {
    const model = constantModel(task, 0);
    await expect(evaluate({model, task, seed: 1, ...args} as EvaluateArgs)).rejects.toThrow(message);
  });

  test('a model that does not fit the task', async () => {
    const [wide, last] = [
      constantModel(createTask('copy', {vectorWidth: 4}), 0),
      sequential({
        layers: [layers.lstm({units: 3, inputShape: [null, 4], recurrentInitializer: 'glorotUniform'})],
      }),
    ];
    const expected =
      'model must be a model from [batch, steps, 4] to [batch, steps, 3] for the task copy, got ';
    await expect(evaluate({model: wide, task, seed: 1})).rejects.toThrow(
      `${expected}"[any, any, 5] to [any, any, 4]"`,
    );
    await expect(evaluate({model: last, task, seed: 1})).rejects.toThrow(
      `${expected}"[any, any, 4] to [any, 3]"`,
    );
  });
});

describe('a model that is one compiled layer is evaluated without tfjs', () => {
  useBackend('cpu');
  const nGrams = createTask('n-grams', {steps: 10});

  const recurrent = (args: object = {}) =>
    layers.lstm({
      returnSequences: true,
      kernelInitializer: initializers.glorotUniform({seed: 1}),
      recurrentInitializer: initializers.glorotUniform({seed: 2}),
      ...args,
    } as never) as RNN;
  const alone = () =>
    sequential({layers: [recurrent({units: task.outputSize, inputShape: [null, task.inputSize]})]});
  /** The same layer in a model of two layers, of which the second changes nothing. */
  const wrapped = ({inputs, outputs}: LayersModel) =>
    functional({inputs, outputs: layers.activation({activation: 'linear'}).apply(outputs[0]!) as never});
  const evaluated = (model: LayersModel, of = task) =>
    evaluate({model, task: of, seed: 3, episodes: 20, batch: 7});

  test('with the same numbers to the last bit, and no call of the model', async () => {
    const model = alone();
    compileLayers(model);
    const apply = vi.spyOn(model.layers.at(-1)!, 'apply');
    const result = await evaluated(model);
    expect(apply).not.toHaveBeenCalled();
    expect(await evaluated(wrapped(model))).toEqual(result);
    expect(apply).toHaveBeenCalled();
  });

  test('with weights that changed since', async () => {
    const model = alone();
    compileLayers(model);
    const before = await evaluated(model);
    tf.tidy(() => model.setWeights(model.getWeights().map((weight) => tf.add(weight, 0.2))));
    const after = await evaluated(model);
    expect(after.bits).not.toBe(before.bits);
    expect(await evaluated(wrapped(model))).toEqual(after);
  });

  test('unless the model applies it twice', async () => {
    const twice = recurrent({units: nGrams.outputSize});
    const x = input({shape: [null, nGrams.inputSize]});
    const model = functional({inputs: x, outputs: twice.apply(twice.apply(x) as never) as never});
    compile(twice);
    expect(await evaluated(model, nGrams)).toEqual(await evaluated(wrapped(model), nGrams));
  });

  test('unless its initial states depend on its inputs', async () => {
    const layer = recurrent({units: task.outputSize, inputShape: [null, task.inputSize]});
    layer.getInitialState = (inputs) => {
      const first = tf.slice(inputs, [0, 0, 0], [inputs.shape[0]!, 1, task.outputSize]);
      return [0, 1].map(() => tf.reshape(first, [inputs.shape[0]!, task.outputSize]));
    };
    const model = sequential({layers: [layer]});
    compile(layer);
    expect(await evaluated(model)).toEqual(await evaluated(wrapped(model)));
  });

  test('unless it fell back to running eagerly', async () => {
    const model = sequential({
      layers: [recurrent({units: task.outputSize, inputShape: [null, task.inputSize], dropout: 0.5})],
    });
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    const before = await evaluated(model);
    compileLayers(model);
    expect(await evaluated(model)).toEqual(before);
    warn.mockRestore();
  });

  test('or is refused if it cannot run compiled', async () => {
    const model = sequential({
      layers: [recurrent({units: task.outputSize, inputShape: [null, task.inputSize], dropout: 0.5})],
    });
    compile(model.layers.at(-1) as RNN);
    await expect(evaluated(model)).rejects.toThrow(TraceError);
  });
});
