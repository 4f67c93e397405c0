import '@tensorflow/tfjs-backend-cpu';
import {memoryLayer, withRows} from '@ntmjs/layers';
import {createTask} from '@ntmjs/tasks';
import {createOptimizer, evaluate, train} from '@ntmjs/training';
import * as tf from '@tensorflow/tfjs-core';
import {sequential} from '@tensorflow/tfjs-layers';
import {TapeAccess} from './tapeAccess.js';

tf.enableProdMode();

// Repeat a sequence of 1 to 8 random vectors after its end.
const task = createTask('copy', {vectorWidth: 4, maxLength: 8});
const layer = memoryLayer({
  access: new TapeAccess({rows: 20, width: 16}), // 8 vectors, a delimiter and the answer are 17 steps
  controller: {type: 'feedforward', units: 64}, // remembers nothing itself: the tape is all that it has
  units: task.outputSize,
  inputShape: [null, task.inputSize],
  returnSequences: true,
  seed: 1,
});
const model = sequential({layers: [layer]});
const optimizer = createOptimizer({type: 'adam', learningRate: 0.005});

console.log(`Training ${model.countParams()} weights to copy sequences of 1 to 8 vectors.`);
const args = {model, task, optimizer, seed: 1, batch: 16, sequences: 50_000, clip: {globalNorm: 10}};
const solved = {metric: 'wrongBits', below: 0.01};
for await (const event of train({...args, solved, reportEvery: 4000})) {
  const {sequences, bits, wrongBits} = event.report;
  const means = `${bits.toFixed(2).padStart(5)} bits, ${wrongBits.toFixed(2)} wrong`;
  console.log(`  ${sequences} sequences  ${means}${event.type === 'end' ? `: ${event.reason}` : ''}`);
  // Many times slower, such as for an operation that cannot be compiled.
  if (event.report.engine !== 'compiled')
    console.log(`  ${event.report.engine}: ${event.report.engineReason}`);
}

console.log('Wrong bits in new sequences:');
for (const {length, rows} of [
  {length: 8, rows: 20},
  {length: 12, rows: 28},
]) {
  const {wrongBits} = await evaluate({model: withRows(model, rows), task, seed: 2, difficulty: {length}});
  console.log(`  length ${length}, ${rows} rows  ${wrongBits.toFixed(2)} of ${length * task.outputSize}`);
}
