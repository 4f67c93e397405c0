import * as tf from '@tensorflow/tfjs-core';
import {serialization} from '@tensorflow/tfjs-core';
import type {RNN} from '@tensorflow/tfjs-layers';
import type {Check} from '../check.js';
import {compileLike} from '../compileModel.js';
import {expectEqual, expectSameBits} from '../expectations.js';
import {sequences} from '../samples.js';
import {valuesOf} from '../values.js';

/** A layer made from the JSON of another's config has the same config, and with its weights the same outputs. */
export const config: Check = {
  name: 'getConfig, fromConfig',
  async run(subject) {
    const layer = subject.layer({returnSequences: true, goBackwards: true, name: 'first'});
    const x = sequences();
    const expected = await valuesOf(layer.apply(x) as never);
    const written = JSON.parse(JSON.stringify(layer.getConfig()));
    const {name, returnSequences, goBackwards} = written;
    expectEqual('options in the config', [name, returnSequences, goBackwards], ['first', true, true]);
    const [cls, fromConfig] = serialization.SerializationMap.getMap().classNameMap[layer.getClassName()]!;
    const copy = compileLike(subject, fromConfig(cls, structuredClone(written)) as RNN);
    expectEqual('config of the copy', copy.getConfig(), written);
    tf.dispose(copy.apply(x) as tf.Tensor[]);
    copy.setWeights(layer.getWeights());
    expectSameBits('output of the copy', await valuesOf(copy.apply(x) as never), expected);
    expectEqual(
      'shapes of its weights',
      copy.getWeights().map(({shape}) => shape),
      layer.getWeights().map(({shape}) => shape),
    );
  },
};
