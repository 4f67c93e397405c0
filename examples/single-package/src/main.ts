import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-layers'; // brings the gradients of tfjs-core's operations
import * as tf from '@tensorflow/tfjs-core';
import {classes, drawEpisodes, shots} from './episodes.js';
import {accuracy, attend, createLookup} from './lookup.js';
import {train} from './train.js';

tf.enableProdMode();

const lookup = createLookup(8);
const test = drawEpisodes(1000, 0);
const percent = (part: number) => (100 * part).toFixed(1);

const before = {accuracy: accuracy(lookup, test), weighting: attend(lookup, test)};
train(lookup, 300);
const strength = Math.exp(lookup.logStrength.dataSync()[0]!);

console.log(`Right on 1000 episodes of ${classes} new classes with ${shots} points each (chance: 20 %):`);
console.log(`  before training  ${percent(before.accuracy)} %   key strength 1.0`);
console.log(`  after training   ${percent(accuracy(lookup, test))} %   key strength ${strength.toFixed(1)}`);

const columns = [before.weighting, ...[1, strength, 100].map((beta) => attend(lookup, test, beta))];
const attention = columns.map((weighting) => (weighting.arraySync() as number[][])[0]!);
console.log('\nWhere the first query, a point of class 0, looks in its memory, in %:\n');
console.log(`  row  class   untrained     β = 1   β = ${strength.toFixed(1)}   β = 100`);
for (let row = 0; row < classes * shots; row++) {
  const shares = attention.map((weighting) => percent(weighting[row]!).padStart(10)).join('');
  console.log(`  ${String(row).padStart(3)}  ${String(row % classes).padStart(5)}  ${shares}`);
}
tf.dispose([columns, test, lookup]);
