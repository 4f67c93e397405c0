import type {RandomStream} from '@ntmjs/tasks';
import * as tf from '@tensorflow/tfjs-core';
import {initializers, type LayersModel, layers, sequential} from '@tensorflow/tfjs-layers';
import {
  type Examples,
  sentimentExamples,
  seriesExamples,
  sumCharacters,
  sumExamples,
  taggingExamples,
  textExamples,
} from './fitData.js';

/** A model that is trained with `fit`, and data of the shapes that it takes. */
export interface FitModel {
  /** Time steps of its inputs. */
  readonly length: number;
  /** All that another implementation needs to build the same model. */
  readonly sizes: Readonly<Record<string, number>>;
  /** Whether tfjs' wasm backend can train it: for embeddings it lacks a kernel, `UnsortedSegmentSum`. */
  readonly eagerOnWasm: boolean;
  /** The model, compiled in the sense of tfjs: with optimizer, loss and metrics; always with the same initial weights. */
  build(): LayersModel;
  sample(random: RandomStream, count: number): Examples;
}

/** Weights of recurrent layers, with the gates of the literature: tfjs' default is a piecewise linear `hardSigmoid`. */
function recurrent(seed: number) {
  return {
    kernelInitializer: initializers.glorotUniform({seed}),
    recurrentInitializer: initializers.glorotUniform({seed: seed + 1}),
    recurrentActivation: 'sigmoid' as const,
  };
}

function dense(units: number, activation?: 'softmax' | 'sigmoid') {
  const kernelInitializer = initializers.glorotUniform({seed: 9});
  return layers.dense({units, kernelInitializer, ...(activation && {activation})});
}

function embedding(inputDim: number, outputDim: number, inputLength: number) {
  const embeddingsInitializer = initializers.randomUniform({minval: -0.05, maxval: 0.05, seed: 8});
  return layers.embedding({inputDim, outputDim, inputLength, embeddingsInitializer});
}

/** Text generation: two LSTM layers over one-hot characters, and the next character. */
export function textGeneration(sizes: {length: number; characters: number; units: number}): FitModel {
  const {length, characters, units} = sizes;
  return {
    length,
    sizes,
    eagerOnWasm: true,
    build() {
      const model = sequential({
        layers: [
          layers.lstm({units, ...recurrent(1), returnSequences: true, inputShape: [length, characters]}),
          layers.lstm({units, ...recurrent(3)}),
          dense(characters, 'softmax'),
        ],
      });
      model.compile({optimizer: tf.train.rmsprop(0.01), loss: 'categoricalCrossentropy'});
      return model;
    },
    sample: (random, count) => textExamples(random, count, sizes),
  };
}

/** Addition as strings: an LSTM reads the sum, its last output is repeated, and another LSTM writes the result. */
export function addition(sizes: {digits: number; units: number}): FitModel {
  const {digits, units} = sizes;
  const characters = sumCharacters.length;
  const length = 2 * digits + 1;
  return {
    length,
    sizes: {...sizes, characters, length},
    eagerOnWasm: true,
    build() {
      const model = sequential({
        layers: [
          layers.lstm({units, ...recurrent(1), inputShape: [length, characters]}),
          layers.repeatVector({n: digits + 1}),
          layers.lstm({units, ...recurrent(3), returnSequences: true}),
          layers.timeDistributed({layer: dense(characters, 'softmax')}),
        ],
      });
      model.compile({optimizer: 'adam', loss: 'categoricalCrossentropy', metrics: ['accuracy']});
      return model;
    },
    sample: (random, count) => sumExamples(random, count, sizes),
  };
}

/** A forecast: a GRU over measurements, and a later one. */
export function forecasting(sizes: {length: number; features: number; units: number}): FitModel {
  const {length, features, units} = sizes;
  return {
    length,
    sizes,
    eagerOnWasm: true,
    build() {
      const gru = layers.gru({units, ...recurrent(1), inputShape: [length, features]});
      const model = sequential({layers: [gru, dense(1)]});
      model.compile({optimizer: tf.train.rmsprop(0.001), loss: 'meanAbsoluteError'});
      return model;
    },
    sample: (random, count) => seriesExamples(random, count, sizes),
  };
}

/** Sentiment: an LSTM over embedded words, and one label. */
export function sentiment(sizes: {
  length: number;
  words: number;
  embedding: number;
  units: number;
}): FitModel {
  const {length, words, embedding: width, units} = sizes;
  return {
    length,
    sizes,
    eagerOnWasm: false,
    build() {
      const lstm = layers.lstm({units, ...recurrent(1)});
      const model = sequential({layers: [embedding(words, width, length), lstm, dense(1, 'sigmoid')]});
      model.compile({optimizer: 'adam', loss: 'binaryCrossentropy', metrics: ['accuracy']});
      return model;
    },
    sample: (random, count) => sentimentExamples(random, count, sizes),
  };
}

/** Tagging: an LSTM in both directions over embedded words, and a tag for each. */
export function tagging(sizes: {
  length: number;
  words: number;
  embedding: number;
  units: number;
  tags: number;
}): FitModel {
  const {length, words, embedding: width, units, tags} = sizes;
  return {
    length,
    sizes,
    eagerOnWasm: false,
    build() {
      const lstm = layers.lstm({units, ...recurrent(1), returnSequences: true});
      const model = sequential({
        layers: [
          embedding(words, width, length),
          layers.bidirectional({layer: lstm as never, mergeMode: 'concat'}),
          layers.timeDistributed({layer: dense(tags, 'softmax')}),
        ],
      });
      model.compile({optimizer: 'adam', loss: 'sparseCategoricalCrossentropy', metrics: ['accuracy']});
      return model;
    },
    sample: (random, count) => taggingExamples(random, count, sizes),
  };
}

/**
 * The models that are measured, by name: the recurrent models of tfjs' public examples, written anew, with their sizes; and tagging,
 * of which there is none.
 */
export const fitModels = {
  'text-generation': textGeneration({length: 40, characters: 71, units: 128}),
  addition: addition({digits: 2, units: 128}),
  forecasting: forecasting({length: 240, features: 14, units: 32}),
  sentiment: sentiment({length: 100, words: 10_000, embedding: 32, units: 32}),
  tagging: tagging({length: 50, words: 10_000, embedding: 64, units: 64, tags: 17}),
} satisfies Readonly<Record<string, FitModel>>;

export type FitModelName = keyof typeof fitModels;
