import {writeFile} from 'node:fs/promises';
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import {makeData} from './makeData.js';

await tf.setBackend('wasm');
for (const [name, strings] of Object.entries(makeData())) {
  await writeFile(new URL(`../data/${name}`, import.meta.url), `${strings.join('\n')}\n`);
}
