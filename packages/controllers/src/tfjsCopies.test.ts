import {secondCopyOfTfjs} from '@ntmjs/test-support/secondCopy';
import {expect, test} from 'vitest';
import {createController, FeedforwardCell} from './index.js';

const other = secondCopyOfTfjs();

test.each<[string, () => unknown]>([
  ['controller', () => createController(other.layers.lstmCell({units: 3}))],
  [
    'controller.kernelInitializer',
    () => createController({type: 'lstm', units: 3, kernelInitializer: other.initializers.zeros()}),
  ],
  [
    'kernelRegularizer',
    () => new FeedforwardCell({units: 3, kernelRegularizer: other.regularizers.l2() as never}),
  ],
  ['biasConstraint', () => new FeedforwardCell({units: 3, biasConstraint: other.constraints.unitNorm({})})],
])('%s of another copy of tfjs is refused', (argument, create) => {
  expect(create).toThrow(`${argument} must be of the copy of TensorFlow.js that ntmjs uses, got `);
});
