import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import {encode, lettersRight, readStrings} from './data.js';
import {createModel, recurrentLayers} from './models.js';

const EPOCHS = 8;
const SEEDS = [1, 2, 3];
const LENGTHS = [6, 9, 12];

tf.enableProdMode();
await tf.setBackend('wasm');

const training = encode(await readStrings('train.txt'));
const tests = await Promise.all(
  LENGTHS.map(async (length) => encode(await readStrings(`length-${length}.txt`))),
);

console.log(`Letters right on held-out strings, after ${EPOCHS} epochs on strings of 1 to 6 letters:\n`);
console.log(row('layer', 'seed', 'parameters', ...LENGTHS.map((length) => `length ${length}`)));
for (const seed of SEEDS) {
  for (const [name, create] of Object.entries(recurrentLayers)) {
    const model = createModel(create(seed), seed);
    await model.fit(training.inputs, training.targets, {
      epochs: EPOCHS,
      batchSize: 16,
      shuffle: false, // the lines are in random order as they are, and equal seeds give equal results
      verbose: 0,
    });
    const scores = tests.map((test) =>
      tf.tidy(() => lettersRight(model.predict(test.inputs) as tf.Tensor, test)),
    );
    console.log(
      row(name, seed, model.countParams(), ...scores.map((score) => `${(100 * score).toFixed(1)} %`)),
    );
    model.dispose();
  }
}
tf.dispose([training, tests]);

/** A line of the table. */
function row(...cells: (string | number)[]): string {
  return `  ${cells.map((cell) => String(cell).padStart(10)).join('  ')}`;
}
