import '@tensorflow/tfjs-backend-cpu';
import {secondCopyOfTfjs} from '@ntmjs/test-support/secondCopy';
import {expect, test} from 'vitest';
import {inspect} from '../index.js';

test('a model of another copy of tfjs is refused', async () => {
  const other = secondCopyOfTfjs();
  const model = other.sequential({layers: [other.layers.dense({units: 2, inputShape: [4, 3]})]});
  const episode = {steps: 4, inputSize: 3, inputs: new Float32Array(12)};
  await expect(inspect(model, episode)).rejects.toThrow(
    'model must be of the copy of TensorFlow.js that ntmjs uses, got ',
  );
});
