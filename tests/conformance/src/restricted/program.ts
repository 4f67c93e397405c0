import '@tensorflow/tfjs-backend-cpu';
import {compile, eagerReasonOf, isCompiled} from '@ntmjs/compile';
import {ntm} from '@ntmjs/layers';
import {copyTask} from '@ntmjs/tasks';
import {createOptimizer, train} from '@ntmjs/training';
import * as tf from '@tensorflow/tfjs-core';
import {sequential} from '@tensorflow/tfjs-layers';

/** What became of a layer that was compiled, and of training, on a host that may not run WebAssembly. */
export interface Outcome {
  readonly isCompiled: boolean;
  readonly eagerReason: string | undefined;
  /** The difference between its outputs before and after it was compiled. */
  readonly difference: number;
  readonly engine: string;
  readonly engineReason: string | undefined;
}

const task = copyTask({vectorWidth: 2, maxLength: 2});

function modelFor() {
  const layer = ntm({
    units: task.outputSize,
    controller: {type: 'lstm', units: 4},
    memory: {rows: 5, width: 3},
    inputShape: [null, task.inputSize],
    returnSequences: true,
    seed: 1,
  });
  return {layer, model: sequential({layers: [layer]})};
}

/** Compiles a layer with the fallback, and trains a model with the defaults. */
export async function runRestricted(): Promise<Outcome> {
  await tf.setBackend('cpu');
  const {layer, model} = modelFor();
  const x = tf.ones([2, 3, task.inputSize]);
  const before = model.predict(x) as tf.Tensor;
  compile(layer, {fallback: 'eager'});
  const after = model.predict(x) as tf.Tensor;
  let engines: Pick<Outcome, 'engine' | 'engineReason'> | undefined;
  const optimizer = createOptimizer({type: 'adam', learningRate: 0.01});
  for await (const {report} of train({model: modelFor().model, task, optimizer, seed: 1, sequences: 4})) {
    engines = {engine: report.engine, engineReason: report.engineReason};
  }
  return {
    isCompiled: isCompiled(layer),
    eagerReason: eagerReasonOf(layer),
    difference: tf.max(tf.abs(tf.sub(before, after))).dataSync()[0]!,
    ...engines!,
  };
}
