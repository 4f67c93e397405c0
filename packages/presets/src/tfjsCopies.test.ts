import {secondCopyOfTfjs} from '@ntmjs/test-support/secondCopy';
import {expect, test} from 'vitest';
import {configOfLayer} from './index.js';

test('a layer of another copy of tfjs is refused', () => {
  const other = secondCopyOfTfjs();
  const layer = other.layers.lstm({units: 2});
  expect(() => configOfLayer(layer)).toThrow(
    'layer must be of the copy of TensorFlow.js that ntmjs uses, got ',
  );
});
