import {expectClose} from '@ntmjs/test-support/close';
import * as tf from '@tensorflow/tfjs-core';
import {layers, type RNN, sequential} from '@tensorflow/tfjs-layers';
import type {Check} from '../check.js';
import {expectEqual, expectSameBits, expectThat} from '../expectations.js';
import {predicted} from '../models.js';
import {BATCH, INPUTS, STEPS, sequences, targets, UNITS} from '../samples.js';
import type {Subject} from '../subject.js';
import {valuesOf} from '../values.js';

function skip({cell}: Subject): string | undefined {
  return cell === undefined ? 'cells are separate subjects' : undefined;
}

/** A cell in `tf.layers.rnn` is the layer. */
export const rnnOfCell: Check = {
  name: 'rnn({cell})',
  skip,
  async run(subject, host) {
    const layer = subject.layer({returnSequences: true});
    const x = sequences();
    const expected = await valuesOf(layer.apply(x) as never);
    const rnn = layers.rnn({cell: subject.cell!({seed: 9}), returnSequences: true}) as RNN;
    tf.dispose(rnn.apply(x) as tf.Tensor[]);
    rnn.setWeights(layer.getWeights());
    expectClose(await valuesOf(rnn.apply(x) as never), expected, host.tolerance);
  },
};

/** A cell above and below an LSTM cell in `stackedRNNCells`: shapes, training, and a copy by config. */
export const stackedCells: Check = {
  name: 'stackedRNNCells',
  skip,
  async run(subject) {
    const [x, y] = [sequences(), targets([BATCH, STEPS, UNITS])];
    const lstm = () => layers.lstmCell({units: UNITS, recurrentInitializer: 'glorotUniform'});
    for (const cells of [
      [lstm(), subject.cell!()],
      [subject.cell!(), lstm()],
    ]) {
      const cell = layers.stackedRNNCells({cells});
      const layer = layers.rnn({cell, returnSequences: true, inputShape: [null, INPUTS]}) as RNN;
      const model = sequential({layers: [layer]});
      model.compile({optimizer: 'sgd', loss: 'meanSquaredError'});
      const {history} = await model.fit(x, y, {epochs: 2, batchSize: BATCH, verbose: 0});
      const [before, after] = history.loss as [number, number];
      expectThat(`the loss falls: ${before}, ${after}`, after < before);
      const expected = await predicted(model, x);
      const config = JSON.parse(JSON.stringify(layer.getConfig())) as tf.serialization.ConfigDict;
      const [cls, fromConfig] =
        tf.serialization.SerializationMap.getMap().classNameMap[layer.getClassName()]!;
      const copy = fromConfig(cls, config) as RNN;
      tf.dispose(copy.apply(x) as tf.Tensor[]);
      expectEqual('number of weights of the copy', copy.weights.length, layer.weights.length);
      copy.setWeights(layer.getWeights());
      expectSameBits('output of the copy', await valuesOf(copy.apply(x) as never), expected);
    }
  },
};
