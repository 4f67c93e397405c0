import '@tensorflow/tfjs-backend-cpu';
import '@ntmjs/layers';
import * as tf from '@tensorflow/tfjs-core';
import {expose} from 'comlink';
import {NetworkWorker} from './networkWorker.js';

tf.enableProdMode();
// By default tfjs caches the layers of the last 100 models that ran, and keeps their compiled programs alive.
tf.env().set('TOPOLOGICAL_SORT_CACHE_MAX_ENTRIES', 4);

expose(new NetworkWorker());
