import '@tensorflow/tfjs-backend-cpu';
import {layers, sequential} from '@tensorflow/tfjs-layers';
import {expect, test} from 'vitest';
import {compile, isCompiled, runnerOf} from './compile.js';
import {compileLayers} from './compileLayers.js';

const lstm = (args: object) =>
  layers.lstm({units: 2, returnSequences: true, recurrentInitializer: 'glorotUniform', ...args});

test('compiles the recurrent layers of a model, and leaves one that is compiled as it is', () => {
  const own = compile(lstm({inputShape: [null, 3]}), {memoryBudget: 1000});
  const other = lstm({});
  const model = sequential({layers: [own, other, layers.dense({units: 1})]});
  expect(isCompiled(other)).toBe(false);
  expect(compileLayers(model)).toEqual([own, other]);
  expect(isCompiled(other)).toBe(true);
  expect(runnerOf(own).budget).toBe(1000);
  const runner = runnerOf(other);
  compileLayers(model);
  expect(runnerOf(other)).toBe(runner);
  model.dispose();
});
