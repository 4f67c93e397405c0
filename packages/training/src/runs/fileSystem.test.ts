import {readFile, rm, truncate, writeFile} from 'node:fs/promises';
import {ArgumentError} from '@ntmjs/arguments';
import {createTask, RandomStream} from '@ntmjs/tasks';
import {describeOnBackends, useBackend, useFolder} from '@ntmjs/test-support';
import * as tf from '@tensorflow/tfjs-core';
import {type LayersModel, layers, loadLayersModel, sequential} from '@tensorflow/tfjs-layers';
import {describe, expect, test} from 'vitest';
import {lstmModel, weightsOf} from '../fixtures/models.js';
import {asOlder} from '../fixtures/olderFiles.js';
import {createOptimizer} from '../optimizers/createOptimizer.js';
import {fileSystem} from './fileSystem.js';

const task = createTask('copy', {vectorWidth: 3});
const path = useFolder();

function outputsOf(model: LayersModel): number[] {
  const {inputs, batch, steps, inputSize} = task.sample(new RandomStream(1), 2, {length: 4});
  return tf.tidy(() => {
    const outputs = model.apply(tf.tensor3d(inputs, [batch, steps, inputSize])) as tf.Tensor;
    return [...outputs.dataSync()];
  });
}

describeOnBackends('fileSystem', () => {
  test('what was saved answers the same to the last bit when it is loaded', async () => {
    const model = lstmModel(task, 3);
    const {modelArtifactsInfo} = await model.save(fileSystem(path('deep', 'model')));
    expect(modelArtifactsInfo.weightDataBytes).toBe(4 * model.countParams());
    const loaded = await loadLayersModel(fileSystem(path('deep', 'model')));
    expect(outputsOf(loaded)).toEqual(outputsOf(model));
    expect(weightsOf(loaded)).toEqual(weightsOf(model));
  });
});

describe('fileSystem', () => {
  useBackend('cpu');

  test('writes the format that tfjs reads everywhere', async () => {
    const model = lstmModel(task, 3);
    await model.save(fileSystem(path()));
    const json = JSON.parse(await readFile(path('model.json'), 'utf8'));
    expect(json.format).toBe('layers-model');
    expect(json.modelTopology.class_name).toBe('Sequential');
    expect(json.weightsManifest).toHaveLength(1);
    expect(json.weightsManifest[0].paths).toEqual(['weights.bin']);
    expect(json.weightsManifest[0].weights.map(({shape}: {shape: number[]}) => shape)).toEqual(
      model.weights.map(({shape}) => shape),
    );

    const weights = new Uint8Array(await readFile(path('weights.bin'))).buffer;
    const specs = tf.io.getWeightSpecs(json.weightsManifest);
    const artifacts = await tf.io.getModelArtifactsForJSON(json, async () => [specs, weights]);
    const loaded = await loadLayersModel(tf.io.fromMemory(artifacts));
    expect(outputsOf(loaded)).toEqual(outputsOf(model));
  });

  test('loads weights that are cut into several files', async () => {
    const model = lstmModel(task, 3);
    await model.save(fileSystem(path()));
    const weights = await readFile(path('weights.bin'));
    await writeFile(path('a.bin'), weights.subarray(0, 101));
    await writeFile(path('b.bin'), weights.subarray(101));
    await rm(path('weights.bin'));
    await asOlder(path('model.json'), (json) => {
      json.weightsManifest[0].paths = ['a.bin', 'b.bin'];
    });
    expect(outputsOf(await loadLayersModel(fileSystem(path())))).toEqual(outputsOf(model));
  });

  test('loads quantized weights', async () => {
    const model = sequential({layers: [layers.dense({units: 2, inputShape: [2], useBias: false})]});
    await model.save(fileSystem(path()));
    await writeFile(path('weights.bin'), new Uint8Array([0, 1, 2, 255]));
    await asOlder(path('model.json'), (json) => {
      json.weightsManifest[0].weights[0].quantization = {dtype: 'uint8', scale: 0.5, min: -1};
    });
    expect(weightsOf(await loadLayersModel(fileSystem(path())))).toEqual([-1, -0.5, 0, 126.5]);
  });

  test('keeps the optimizer of a compiled model and its user-defined metadata', async () => {
    const model = lstmModel(task, 3);
    const optimizer = createOptimizer({type: 'gravesRmsProp', learningRate: 0.01, momentum: 0.5});
    model.compile({optimizer, loss: 'meanSquaredError'});
    const {inputs, batch, steps, inputSize, outputSize, targets} = task.sample(new RandomStream(1), 2);
    const x = tf.tensor3d(inputs, [batch, steps, inputSize]);
    const y = tf.tensor3d(targets, [batch, steps, outputSize]);
    await model.trainOnBatch(x, y);
    model.setUserDefinedMetadata({note: 'kept'});
    await model.save(fileSystem(path()), {includeOptimizer: true});

    const loaded = await loadLayersModel(fileSystem(path()));
    expect(loaded.getUserDefinedMetadata()).toEqual({note: 'kept'});
    expect(loaded.optimizer.getClassName()).toBe('GravesRmsProp');
    expect(loaded.optimizer.getConfig()).toEqual(optimizer.getConfig());
    await Promise.all([model.trainOnBatch(x, y), loaded.trainOnBatch(x, y)]);
    expect(weightsOf(loaded)).toEqual(weightsOf(model));
  });

  test('saving twice to a folder keeps the second', async () => {
    const [first, second] = [lstmModel(task, 1, 12), lstmModel(task, 2, 4)];
    await first.save(fileSystem(path()));
    await second.save(fileSystem(path()));
    expect(outputsOf(await loadLayersModel(fileSystem(path())))).toEqual(outputsOf(second));
  });
});

test.each([undefined, '', 3])('the folder %j is rejected at once', (folder) => {
  const create = () => fileSystem(folder as never);
  expect(create).toThrow(ArgumentError);
  expect(create).toThrow('folder must be a non-empty string, got ');
});

describe('fileSystem names the file and what is wrong with it:', () => {
  useBackend('cpu');

  async function expectError(message: string): Promise<void> {
    const error = await loadLayersModel(fileSystem(path())).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ArgumentError);
    expect((error as Error).message).toBe(message);
  }

  test('nothing there', async () => {
    await expectError(`${path('model.json')} must be a file that can be read, got "nothing there"`);
  });

  test('no weights', async () => {
    await lstmModel(task).save(fileSystem(path()));
    await rm(path('weights.bin'));
    await expectError(`${path('weights.bin')} must be a file that can be read, got "nothing there"`);
  });

  test.each([0, 100])('weights cut off after %d bytes', async (bytes) => {
    const model = lstmModel(task);
    await model.save(fileSystem(path()));
    await truncate(path('weights.bin'), bytes);
    const expected = 4 * model.countParams();
    await expectError(`${path('weights.bin')} must be a file of ${expected} bytes of weights, got ${bytes}`);
  });

  test('too many weights', async () => {
    const model = lstmModel(task);
    await model.save(fileSystem(path()));
    const expected = 4 * model.countParams();
    await truncate(path('weights.bin'), expected + 4);
    await expectError(
      `${path('weights.bin')} must be a file of ${expected} bytes of weights, got ${expected + 4}`,
    );
  });

  test('a topology that was not written to its end', async () => {
    await lstmModel(task).save(fileSystem(path()));
    await truncate(path('model.json'), 30);
    const error = await loadLayersModel(fileSystem(path())).catch((reason: unknown) => reason);
    expect(String(error)).toContain(`${path('model.json')} must be valid JSON (`);
  });

  test.each([
    ['null', ' must be an object, got null'],
    ['{}', ': modelTopology must be given, got undefined'],
    ['{"modelTopology": 3, "weightsManifest": []}', ': modelTopology must be an object, got 3'],
    ['{"modelTopology": {}}', ': weightsManifest must be given, got undefined'],
    [
      '{"modelTopology": {}, "weightsManifest": [{}]}',
      ': weightsManifest.0.paths must be given, got undefined',
    ],
    [
      '{"modelTopology": {}, "weightsManifest": [{"paths": [], "weights": [{"name": "w", "shape": [-1], "dtype": "float32"}]}]}',
      ': weightsManifest.0.weights.0.shape.0 must be an integer at least 0, got -1',
    ],
    [
      '{"modelTopology": {}, "weightsManifest": [{"paths": [], "weights": [{"name": "w", "shape": [1], "dtype": "float64"}]}]}',
      ': weightsManifest.0.weights.0.dtype must be one of "float32", "int32", "bool", "complex64" (did you mean "float32"?), got "float64"',
    ],
  ])('the topology %s', async (json, problem) => {
    await writeFile(path('model.json'), json);
    await expectError(`${path('model.json')}${problem}`);
  });
});
