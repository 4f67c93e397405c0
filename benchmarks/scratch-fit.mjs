import * as tf from '@tensorflow/tfjs-core';
import * as L from '@tensorflow/tfjs-layers';
import '@tensorflow/tfjs-backend-cpu';
import {setWasmPaths} from '@tensorflow/tfjs-backend-wasm';
import {compile, compileLayers, eagerReasonOf} from '@ntmjs/compile';
import {createRequire} from 'node:module';
import path from 'node:path';
const require = createRequire(import.meta.url);
setWasmPaths(path.dirname(require.resolve('@tensorflow/tfjs-backend-wasm')) + '/');
await tf.setBackend('wasm'); await tf.ready();
const {layers, sequential} = L;
const g = {recurrentInitializer: 'glorotUniform'};
const oneHot = (shape, n) => tf.tidy(() => tf.cast(tf.oneHot(tf.cast(tf.floor(tf.randomUniform(shape, 0, n)), 'int32'), n), 'float32'));
const idx = (shape, n) => tf.tidy(() => tf.floor(tf.randomUniform(shape, 0, n)));
const models = {
  text: {make() { const m = sequential({layers: [layers.lstm({units: 128, ...g, inputShape: [40, 71]}), layers.dense({units: 71, activation: 'softmax'})]}); m.compile({optimizer: tf.train.rmsprop(0.01), loss: 'categoricalCrossentropy'}); return m; }, data: (b) => [oneHot([b, 40], 71), oneHot([b], 71)]},
  addition: {make() { const m = sequential(); m.add(layers.lstm({units: 128, ...g, inputShape: [7, 12]})); m.add(layers.repeatVector({n: 4})); m.add(layers.lstm({units: 128, ...g, returnSequences: true})); m.add(layers.timeDistributed({layer: layers.dense({units: 12})})); m.add(layers.activation({activation: 'softmax'})); m.compile({optimizer: 'adam', loss: 'categoricalCrossentropy', metrics: ['accuracy']}); return m; }, data: (b) => [oneHot([b, 7], 12), oneHot([b, 4], 12)]},
  forecast: {make() { const m = sequential({layers: [layers.gru({units: 32, ...g, inputShape: [60, 14]}), layers.dense({units: 1})]}); m.compile({optimizer: 'rmsprop', loss: 'meanAbsoluteError'}); return m; }, data: (b) => [tf.randomUniform([b, 60, 14]), tf.randomUniform([b, 1])]},
  sentiment: {make() { const m = sequential({layers: [layers.embedding({inputDim: 10000, outputDim: 32, inputLength: 100}), layers.lstm({units: 32, ...g}), layers.dense({units: 1, activation: 'sigmoid'})]}); m.compile({optimizer: 'adam', loss: 'binaryCrossentropy', metrics: ['acc']}); return m; }, data: (b) => [idx([b, 100], 10000), idx([b, 1], 2)]},
  tagging: {make() { const m = sequential({layers: [layers.embedding({inputDim: 1000, outputDim: 32, inputLength: 20}), layers.bidirectional({layer: layers.lstm({units: 32, ...g, returnSequences: true}), mergeMode: 'concat'}), layers.timeDistributed({layer: layers.dense({units: 20, activation: 'softmax'})})]}); m.compile({optimizer: 'adam', loss: 'sparseCategoricalCrossentropy'}); return m; }, data: (b) => [idx([b, 20], 1000), idx([b, 20, 1], 20)]},
};
const only = process.argv[2]?.split(','); const mode = process.argv[3] ?? 'all';
for (const [name, {make, data}] of Object.entries(models)) {
  if (only && only[0] !== 'all' && !only.includes(name)) continue;
  for (const b of [32, 128]) {
    const [x, y] = data(b);
    const runs = {};
    const variants = mode === 'compiled' ? {compiled: compile} : {eager: (m) => m, layers: (m) => (compileLayers(m), m), compiled: compile};
    const ms = Object.fromEntries(Object.entries(variants).map(([k, f]) => [k, f(make())]));
    for (const m of Object.values(ms)) await m.trainOnBatch(x, y);
    for (let round = 0; round < (mode === 'compiled' ? 1 : 3); round++) for (const [k, m] of Object.entries(ms)) {
      const n = k === 'eager' ? 1 : mode === 'compiled' ? 40 : 6;
      for (let i = 0; i < n; i++) { const t = performance.now(); await m.trainOnBatch(x, y); runs[k] = Math.min(runs[k] ?? Infinity, performance.now() - t); }
    }
    console.log(name, b, Object.entries(runs).map(([k, v]) => `${k} ${v.toFixed(2)} ms`).join('  '), runs.eager ? `ratio ${(runs.eager / runs.compiled).toFixed(2)} (layers ${(runs.eager / runs.layers).toFixed(2)})` : '', eagerReasonOf(ms.compiled) ?? '');
    for (const m of Object.values(ms)) m.dispose();
    tf.dispose([x, y]);
  }
}
