import '@tensorflow/tfjs-backend-cpu';
import '@ntmjs/layers';
import * as tf from '@tensorflow/tfjs-core';
import {expose} from 'comlink';
import {Laboratory} from './laboratory.js';

tf.enableProdMode();
// tfjs remembers the layers of the last hundred models that ran, compiled programs and all.
tf.env().set('TOPOLOGICAL_SORT_CACHE_MAX_ENTRIES', 4);

expose(new Laboratory());
