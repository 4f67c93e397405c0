import '@tensorflow/tfjs-backend-cpu';
import './ringAccess.js'; // registers the class, so that tfjs can create it
import {compile} from '@ntmjs/compile';
import {RandomStream} from '@ntmjs/tasks';
import {fileSystem} from '@ntmjs/training/runs';
import * as tf from '@tensorflow/tfjs-core';
import {loadLayersModel, type RNN} from '@tensorflow/tfjs-layers';
import {printScores} from './report.js';
import {task} from './task.js';

const [folder = 'model'] = process.argv.slice(2);
tf.enableProdMode();

const model = await loadLayersModel(fileSystem(folder));
console.log('Loaded in another process:');
await printScores(model);

const {batch, steps, inputSize, inputs} = task.sample(new RandomStream(2), 10);
const x = tf.tensor3d(inputs, [batch, steps, inputSize]);
const eager = model.predict(x) as tf.Tensor;
compile(model.layers[0] as RNN);
const compiled = model.predict(x) as tf.Tensor;
const difference = tf.tidy(() => tf.max(tf.abs(tf.sub(eager, compiled))).dataSync()[0] as number);
console.log(`Compiled and eager outputs differ by at most ${difference.toFixed(4)}.`);
tf.dispose([x, eager, compiled]);
model.dispose();
