import {layers, sequential} from '@tensorflow/tfjs-layers';
import type {Check} from '../check.js';
import {expectEqual, expectSameBits, expectThat} from '../expectations.js';
import {INPUTS, sequences, targets, UNITS} from '../samples.js';
import {allValues} from '../values.js';

/** Weights that are not trainable do not change in `fit`, whether that was said before or after the layer was built. */
export const freezing: Check = {
  name: 'trainable = false',
  async run(subject) {
    const [x, y] = [sequences(), targets()];
    const train = async (when: 'option' | 'before' | 'after') => {
      const layer = subject.layer({
        inputShape: [null, INPUTS],
        ...(when === 'option' ? {trainable: false} : {}),
      });
      if (when === 'before') layer.trainable = false;
      const model = sequential({layers: [layer, layers.dense({units: UNITS})]});
      if (when === 'after') layer.trainable = false;
      const fit = async () => {
        model.compile({optimizer: 'sgd', loss: 'meanSquaredError'});
        await model.fit(x, y, {batchSize: 2, verbose: 0});
        return allValues(layer.getWeights());
      };
      const before = await allValues(layer.getWeights());
      expectEqual(`${when}: number of trainable weights`, layer.trainableWeights.length, 0);
      expectEqual(`${when}: trainable weights of the model`, model.trainableWeights.length, 2);
      expectSameBits(`${when}: frozen weights after fit`, await fit(), before);
      return {layer, before, fit};
    };
    await train('option');
    await train('before');
    const {layer, before, fit} = await train('after');
    layer.trainable = true;
    const after = await fit();
    expectThat(
      'thawed weights change in fit',
      after.some((value, index) => value !== before[index]),
    );
  },
};
