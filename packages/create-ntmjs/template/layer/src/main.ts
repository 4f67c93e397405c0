import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import {lettersRight, makeExamples} from './data.js';
import {createModel} from './model.js';

tf.enableProdMode();

const model = createModel(1);
const training = makeExamples(2000, 1, 6, 1);

console.log(`Training ${model.countParams()} weights to say words of 1 to 6 letters backwards.`);
await model.fit(training.inputs, training.targets, {
  epochs: 12,
  batchSize: 16,
  shuffle: false, // the words are random already, and equal seeds give equal results
  verbose: 0,
  callbacks: {
    onEpochEnd: async (epoch, logs) => console.log(`  epoch ${epoch + 1}  loss ${logs?.loss?.toFixed(4)}`),
  },
});

console.log('Letters right in new words:');
for (const length of [6, 9, 12]) {
  const examples = makeExamples(200, length, length, 100 + length);
  const share = tf.tidy(() => lettersRight(model.predict(examples.inputs) as tf.Tensor, examples));
  console.log(`  length ${String(length).padStart(2)}  ${(100 * share).toFixed(1)} %`);
}
