import '@tensorflow/tfjs-backend-cpu';
import {secondCopyOfTfjs} from '@ntmjs/test-support/secondCopy';
import {expect, test} from 'vitest';
import {compile, compileLayers, detach, explain, isCompiled, LayerTrainer, runnerOf} from '../index.js';

const other = secondCopyOfTfjs();
const lstm = other.layers.lstm({units: 2, inputShape: [4, 3], recurrentInitializer: 'zeros'});
const model = other.sequential({layers: [lstm]});

test.each<[string, () => unknown]>([
  ['compile', () => compile(lstm)],
  ['detach', () => detach(lstm)],
  ['isCompiled', () => isCompiled(lstm)],
  ['runnerOf', () => runnerOf(lstm)],
  ['explain', () => explain(lstm)],
  ['LayerTrainer', () => new LayerTrainer(lstm, {} as never, {})],
  ['compileLayers', () => compileLayers(model)],
])('%s refuses an object of another copy of tfjs', (name, use) => {
  const argument = name === 'compileLayers' ? 'model' : 'layer';
  expect(use).toThrow(`${argument} must be of the copy of TensorFlow.js that ntmjs uses, got `);
});
