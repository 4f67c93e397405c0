// Loads a model of which it knows nothing: the package is imported for what that registers.
import '@tensorflow/tfjs-backend-cpu';
import '@ntmjs/layers';
import * as tf from '@tensorflow/tfjs-core';
import {loadLayersModel} from '@tensorflow/tfjs-layers';

const model = await loadLayersModel('model/model.json');
console.log((model.predict(tf.zeros([2, 5, 3])) as tf.Tensor).shape); // → [ 2, 2 ]
