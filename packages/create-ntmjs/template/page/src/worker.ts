import '@tensorflow/tfjs-backend-cpu';
import {ntm} from '@ntmjs/layers';
import {createTask} from '@ntmjs/tasks';
import {createOptimizer, train} from '@ntmjs/training';
import * as tf from '@tensorflow/tfjs-core';
import {sequential} from '@tensorflow/tfjs-layers';

/** What the worker tells the page while it trains. */
export interface Progress {
  /** How many sequences the network has seen. */
  readonly sequences: number;
  /** The mean number of wrong bits in a sequence, of the last 1000. */
  readonly wrongBits: number;
  /** Whether training has ended. */
  readonly ended: boolean;
}

tf.enableProdMode();

const task = createTask('copy', {maxLength: 10});
const layer = ntm({
  units: task.outputSize,
  controller: {type: 'feedforward', units: 100},
  memory: {rows: 64, width: 16},
  inputShape: [null, task.inputSize],
  returnSequences: true,
  seed: 1,
});
const model = sequential({layers: [layer]});
const optimizer = createOptimizer({type: 'adam', learningRate: 0.003});

const args = {model, task, optimizer, seed: 1, batch: 8, sequences: 40_000, clip: {globalNorm: 10}};
const solved = {metric: 'wrongBits', below: 0.001};
for await (const {type, report} of train({...args, solved, reportEvery: 50})) {
  const {sequences, wrongBits} = report;
  postMessage({sequences, wrongBits, ended: type === 'end'} satisfies Progress);
}
