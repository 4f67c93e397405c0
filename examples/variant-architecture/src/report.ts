import {withRows} from '@ntmjs/layers';
import {type Evaluation, evaluate} from '@ntmjs/training';
import type {LayersModel} from '@tensorflow/tfjs-layers';
import {task} from './task.js';

/** Prints how a model does on fresh episodes of 6 items, as in training, and of 15, with a ring that is large enough. */
export async function printScores(model: LayersModel): Promise<void> {
  const large = withRows(model, 68); // the same weights; 15 items and their question are 68 steps
  console.log(line('6 items, 32 rows', await evaluate({model, task, seed: 1, difficulty: {items: 6}})));
  console.log(
    line('15 items, 68 rows', await evaluate({model: large, task, seed: 1, difficulty: {items: 15}})),
  );
  large.dispose();
}

function line(name: string, {bits, wrongBits}: Evaluation): string {
  return `  ${name.padEnd(18)} ${bits.toFixed(2).padStart(5)} bits, ${wrongBits.toFixed(2)} of 18 wrong`;
}
