import {createModel, modelConfigs, modelNames, withValueAt} from '@ntmjs/presets';
import {createTask, RandomStream, taskNames} from '@ntmjs/tasks';
import {useBackend} from '@ntmjs/test-support';
import {createOptimizer, sequenceCrossEntropy, trainingMemory} from '@ntmjs/training';
import * as tf from '@tensorflow/tfjs-core';
import {expect, test} from 'vitest';

useBackend('cpu');

/** Small sizes of a model's options. */
const sizes = {
  'controller.units': 6,
  'memory.rows': 6,
  'memory.width': 4,
  hiddenUnits: 6,
};

/** A small model for a task. */
function smallModel(name: (typeof modelNames)[number], task: ReturnType<typeof createTask>) {
  const config = Object.entries(sizes).reduce((before, [path, value]) => {
    const has = path === 'hiddenUnits' ? 'hiddenUnits' in before : !('hiddenUnits' in before);
    return has ? withValueAt(before, path, value) : before;
  }, modelConfigs[name]);
  return createModel(config, task, 1);
}

const BATCH = 3;

/** Small options of the tasks whose episodes are long. */
const options: Readonly<Record<string, Record<string, number>>> = {
  'n-grams': {steps: 12},
  'priority-sort': {items: 4},
  'repeat-copy': {maxLength: 2, maxRepeats: 3},
  'copy-stream': {maxLength: 2, maxCopies: 2},
  'few-shot': {classes: 2, maxShots: 3, size: 4},
  copy: {maxLength: 4},
  'associative-recall': {maxItems: 3},
  transduction: {maxLength: 3},
  dyck: {maxPairs: 4},
  'even-pairs': {maxLength: 4},
  'modular-arithmetic': {maxLength: 4},
  'parity-check': {maxLength: 4},
  'cycle-navigation': {maxLength: 4},
  'stack-manipulation': {maxLength: 4},
  'reverse-string': {maxLength: 4},
  'modular-arithmetic-brackets': {maxLength: 4},
  'solve-equation': {maxLength: 4},
  'duplicate-string': {maxLength: 4},
  'missing-duplicate': {maxLength: 4},
  'odds-first': {maxLength: 4},
  'binary-addition': {maxLength: 4},
  'binary-multiplication': {maxLength: 4},
  'compute-sqrt': {maxLength: 4},
  'bucket-sort': {maxLength: 4},
};

const cases = taskNames.flatMap((task, index) =>
  modelNames.map((model, other): [string, (typeof modelNames)[number], boolean] => [
    task,
    model,
    // Every task and every model once in a short run, all pairs in a long one.
    index % modelNames.length === other,
  ]),
);

async function compare(taskName: string, modelName: (typeof modelNames)[number]): Promise<void> {
  const task = createTask(taskName, options[taskName]);
  const model = smallModel(modelName, task);
  const optimizer = createOptimizer({type: 'adam', learningRate: 1e-3});
  const memory = await trainingMemory({
    ...{model, task, optimizer, batch: BATCH, sequences: 100},
    compile: 'never',
  });
  const parameters = model.countParams();
  expect(memory.weights).toBe(4 * parameters);
  expect(memory.weights).toBe(model.weights.reduce((sum, weight) => sum + 4 * weight.read().size, 0));
  const greatest = Object.entries(task.trainingRange).map(([part, {max}]) => [part, max]);
  const episodes = task.sample(new RandomStream(1), BATCH, Object.fromEntries(greatest));
  const {inputs, targets, mask, batch, steps} = episodes;
  expect(memory.episodes / (inputs.length + targets.length + mask.length)).toBeCloseTo(4, 0);

  const before = tf.memory().numBytes;
  const {peakBytes} = await tf.profile(() => {
    tf.tidy(() => {
      const x = tf.tensor3d(inputs, [batch, steps, task.inputSize]);
      const y = tf.tensor3d(targets, [batch, steps, task.outputSize]);
      const answering = tf.tensor2d(mask, [batch, steps]);
      const loss = () => sequenceCrossEntropy(model.apply(x) as tf.Tensor3D, y, answering);
      const {grads} = tf.variableGrads(loss as () => tf.Scalar);
      optimizer.applyGradients(grads);
    });
    return [];
  });
  const slots = tf.memory().numBytes - before;
  expect(memory.optimizer / slots).toBeCloseTo(1, 1);
  const ratio = (memory.total - memory.weights) / (peakBytes - before);
  expect(ratio).toBeGreaterThan(0.8);
  expect(ratio).toBeLessThan(1.5);
  model.dispose();
  optimizer.dispose();
}

test.each(cases.filter(([, , short]) => short))('what training %s with %s takes is estimated', compare);

test.each(cases.filter(([, , short]) => !short))(
  'what training %s with %s takes is estimated, too',
  {tags: ['full']},
  compare,
);

test.each(modelNames)('a compiled step of %s takes no more than what is estimated', async (name) => {
  const task = createTask('copy', options.copy);
  const model = smallModel(name, task);
  const optimizer = createOptimizer({type: 'adam', learningRate: 1e-3});
  const memory = await trainingMemory({model, task, optimizer, batch: BATCH, sequences: 100});
  // Weights, their gradients and two slots each, in the memory of the program.
  expect(memory.step).toBeGreaterThan(4 * memory.weights);
  expect(memory.step).toBeLessThan(4 * memory.weights + 2e6);
  model.dispose();
  optimizer.dispose();
});
