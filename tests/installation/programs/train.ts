// Trains a compiled Neural Turing Machine on the copy task with the parts that `ntm train` is made of.
import '@tensorflow/tfjs-backend-cpu';
import {compile, explain} from '@ntmjs/compile';
import {ntm} from '@ntmjs/layers';
import {createTask} from '@ntmjs/tasks';
import {createOptimizer, train} from '@ntmjs/training';
import {sequential} from '@tensorflow/tfjs-layers';

const task = createTask('copy', {vectorWidth: 2, minLength: 1, maxLength: 2});
const layer = ntm({
  units: task.outputSize,
  controller: {type: 'lstm', units: 8},
  memory: {rows: 6, width: 4},
  inputShape: [null, task.inputSize],
  returnSequences: true,
  seed: 1,
});
const model = sequential({layers: [layer]});
compile(layer);
const optimizer = createOptimizer({type: 'adam', learningRate: 0.01});
const bits: number[] = [];
for await (const event of train({model, task, optimizer, seed: 1, batch: 4, sequences: 400})) {
  if (event.type === 'progress') bits.push(event.report.bits);
  else console.log(event.reason, event.report.engine); // → budget compiled
}
console.log(bits.at(-1)! < bits[0]!); // → true
console.log(explain(layer).loops.length > 0); // → true
