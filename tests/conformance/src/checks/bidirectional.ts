import {expectClose} from '@ntmjs/test-support/close';
import * as tf from '@tensorflow/tfjs-core';
import {input, type LayersModel, layers, model as modelOfTensors, sequential} from '@tensorflow/tfjs-layers';
import type {Check} from '../check.js';
import {compileModelLike} from '../compileModel.js';
import {expectEqual, expectSameElsewhere} from '../expectations.js';
import {toValues} from '../loadJob.js';
import {predicted, saved} from '../models.js';
import {INPUTS, sequences} from '../samples.js';
import type {Subject} from '../subject.js';
import {several, valuesOf} from '../values.js';

type MergeMode = Parameters<typeof layers.bidirectional>[0]['mergeMode'];

function bidirectional(subject: Subject, mergeMode: MergeMode): LayersModel {
  const layer = layers.bidirectional({layer: subject.layer({returnSequences: true}) as never, mergeMode});
  const sequence = input({shape: [null, INPUTS]});
  const model = modelOfTensors({inputs: sequence, outputs: layer.apply(sequence) as never});
  return compileModelLike(subject, model);
}

/** Forwards and backwards, merged in every way that there is. */
export const bidirectionalModes: Check = {
  name: 'bidirectional, merge modes',
  async run(subject, host) {
    const x = sequences();
    const apart = bidirectional(subject, null as never);
    const [forward, backward] = several(apart.predict(x)) as [tf.Tensor, tf.Tensor];
    const forwards = subject.layer({returnSequences: true});
    tf.dispose(forwards.apply(x) as tf.Tensor[]);
    const weights = apart.getWeights();
    const half = weights.length / 2;
    forwards.setWeights(weights.slice(0, half));
    expectClose(await valuesOf(forward), await valuesOf(forwards.apply(x) as never), host.tolerance);
    forwards.setWeights(weights.slice(half));
    const reversed = tf.reverse(forwards.apply(tf.reverse(x, 1)) as tf.Tensor, 1);
    expectClose(await valuesOf(backward), await valuesOf(reversed), host.tolerance);
    const merged: [MergeMode, tf.Tensor][] = [
      ['concat', tf.concat([forward, backward], 2)],
      ['sum', tf.add(forward, backward)],
      ['ave', tf.mul(0.5, tf.add(forward, backward))],
      ['mul', tf.mul(forward, backward)],
    ];
    for (const [mode, expected] of merged) {
      const model = bidirectional(subject, mode);
      model.setWeights(weights);
      const output = model.predict(x) as tf.Tensor;
      expectEqual(`shape of ${mode}`, output.shape, expected.shape);
      expectClose(await valuesOf(output), await valuesOf(expected), host.tolerance);
    }
  },
};

/** A bidirectional layer is trained, saved, and loaded elsewhere. */
export const bidirectionalSaving: Check = {
  name: 'bidirectional, fit, save',
  async run(subject, host) {
    const layer = layers.bidirectional({
      layer: subject.layer() as never,
      mergeMode: 'concat',
      inputShape: [null, INPUTS],
    });
    const model = compileModelLike(subject, sequential({layers: [layer]}));
    const x = sequences();
    model.compile({optimizer: 'sgd', loss: 'meanSquaredError'});
    await model.fit(x, tf.ones([2, 4]), {batchSize: 2, verbose: 0});
    const expected = await predicted(model, x);
    const artifacts = await saved(model);
    const inputs = await toValues(x);
    const {output} = await host.elsewhere({artifacts, compiled: subject.compiled, inputs});
    expectSameElsewhere(host, output.values, expected);
  },
};
