// Loads a pretrained model from a folder that was copied beside the page.
import '@tensorflow/tfjs-backend-cpu';
import {loadPretrained} from '@ntmjs/pretrained';
import * as tf from '@tensorflow/tfjs-core';

const model = await loadPretrained('copy-ntm-feedforward', {from: new URL('models/', document.baseURI)});
console.log((model.predict(tf.zeros([1, 3, 9])) as tf.Tensor).shape); // → [ 1, 3, 8 ]
