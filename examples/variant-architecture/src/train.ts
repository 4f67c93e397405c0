import '@tensorflow/tfjs-backend-cpu';
import {createOptimizer, train} from '@ntmjs/training';
import {fileSystem} from '@ntmjs/training/runs';
import * as tf from '@tensorflow/tfjs-core';
import {createModel} from './model.js';
import {printScores} from './report.js';
import {task} from './task.js';

const [folder = 'model'] = process.argv.slice(2);
tf.enableProdMode();

const model = createModel(1);
const optimizer = createOptimizer({type: 'adam', learningRate: 0.003});
const sequences = 32_000;
console.log(`Training ${model.countParams()} parameters on associative recall; bits to get right: 18.`);
for await (const {type, report} of train({
  model,
  task,
  optimizer,
  seed: 1,
  batch: 16,
  sequences,
  learningRateDecay: {to: 0.1, over: sequences},
  clip: {globalNorm: 10},
  reportEvery: 4000,
})) {
  if (type === 'progress') {
    const {bits, wrongBits} = report;
    console.log(
      `  ${report.sequences} sequences  ${bits.toFixed(2).padStart(5)} bits, ${wrongBits.toFixed(2)} wrong`,
    );
  }
}
console.log('After training:');
await printScores(model);
await model.save(fileSystem(folder));
model.dispose();
optimizer.dispose();
