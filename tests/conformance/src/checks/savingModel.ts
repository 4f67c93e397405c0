import type {Check} from '../check.js';
import {expectEqual, expectSameElsewhere} from '../expectations.js';
import {toValues} from '../loadJob.js';
import {modelOf, predicted, saved} from '../models.js';
import {sequences} from '../samples.js';

/** A saved model, loaded where nothing of it is in memory, predicts the same to the last bit. */
export const savingModel: Check = {
  name: 'save, load elsewhere',
  async run(subject, host) {
    const model = modelOf(subject, {returnSequences: true});
    const x = sequences();
    const expected = await predicted(model, x);
    const artifacts = await saved(model);
    const {output} = await host.elsewhere({
      artifacts,
      compiled: subject.compiled,
      inputs: await toValues(x),
    });
    expectEqual('shape of the output elsewhere', output.shape, [2, 3, 2]);
    expectSameElsewhere(host, output.values, expected);
  },
};
