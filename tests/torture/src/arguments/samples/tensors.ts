import * as tf from '@tensorflow/tfjs-core';
import type {Samples} from './sample.js';

const [BATCH, ROWS, WIDTH] = [2, 4, 3];

const memory = () => tf.randomUniform([BATCH, ROWS, WIDTH]);
const vector = () => tf.randomUniform([BATCH, WIDTH]);
const scalar = () => tf.randomUniform([BATCH, 1]);
const weighting = () => tf.softmax(tf.randomUniform([BATCH, ROWS]));
const link = () => tf.zeros([BATCH, ROWS, ROWS]);
const sparse = () => ({rowNumbers: tf.zeros([BATCH, 2]), weights: tf.randomUniform([BATCH, 2])});
const sparseLinks = () => {
  const [predecessors, strengths, successors] = [1, 0.5, 1].map((value) => tf.fill([BATCH, ROWS, 2], value));
  return {predecessors, strengths, successors};
};
const operation = () => ({push: scalar(), pop: scalar(), value: vector()});
const contents = () => ({memory: memory(), strengths: weighting()});

const addressingParameters = () => ({
  ...{key: vector(), keyStrength: scalar(), interpolationGate: scalar()},
  ...{shiftWeights: tf.softmax(tf.randomUniform([BATCH, 3])), sharpening: tf.add(1, scalar())},
});

/** Entrances of `@ntmjs/addressing`. */
export const addressing: Samples = {
  address: () => [memory(), addressingParameters(), weighting()],
  addressingStages: () => [memory(), addressingParameters(), weighting()],
  allocationWeighting: () => [weighting()],
  backwardWeighting: () => [link(), weighting()],
  circularShift: () => [weighting(), tf.softmax(tf.randomUniform([BATCH, 3]))],
  clipWeightingGradient: () => [weighting(), 1],
  contentWeighting: () => [memory(), vector(), scalar()],
  cosineSimilarity: () => [memory(), vector()],
  decayedUsage: () => [weighting(), [weighting()], 0.5],
  denseWeighting: () => [sparse(), ROWS],
  forwardWeighting: () => [link(), weighting()],
  interpolate: () => [weighting(), weighting(), scalar()],
  largestWeights: () => [sparse(), 1],
  learnedWeighting: () => [BATCH, tf.zeros([ROWS])],
  leastUsed: () => [weighting(), 1],
  maskedContentWeighting: () => [memory(), vector(), scalar(), vector()],
  mixWeightings: () => [[weighting(), weighting()], tf.softmax(tf.randomUniform([BATCH, 2]))],
  mostSimilarRows: () => [memory(), vector(), 2],
  oneHotWeighting: () => [BATCH, ROWS, 1],
  retention: () => [[weighting()], [scalar()]],
  sharpen: () => [weighting(), scalar()],
  sharpenLinked: () => [weighting(), scalar()],
  sparseBackwardWeighting: () => [sparseLinks(), sparse(), 2],
  sparseForwardWeighting: () => [sparseLinks(), sparse(), 2],
  topRows: () => [weighting(), 2],
  uniformWeighting: () => [BATCH, ROWS],
  updateLastAccess: () => [weighting(), weighting(), scalar(), 0.005],
  updateLink: () => [link(), weighting(), weighting()],
  updatePrecedence: () => [weighting(), weighting()],
  updateSparseLinks: () => [sparseLinks(), sparse(), sparse()],
  updateSparsePrecedence: () => [sparse(), sparse()],
  updateUsage: () => [weighting(), [weighting()], weighting()],
  usageAfterAllocation: () => [weighting(), weighting(), scalar(), scalar()],
  writeWeighting: () => [weighting(), weighting(), scalar(), scalar()],
};

/** Entrances of `@ntmjs/memory`. */
export const memories: Samples = {
  add: () => [memory(), weighting(), vector()],
  constantMemory: () => [BATCH, ROWS, WIDTH, 0.1],
  continuousDeque: () => [contents(), operation(), operation()],
  continuousQueue: () => [contents(), operation()],
  continuousStack: () => [contents(), operation()],
  erase: () => [memory(), weighting(), vector()],
  gatherRows: () => [memory(), tf.zeros([BATCH, 2])],
  learnedMemory: () => [BATCH, tf.zeros([ROWS, WIDTH])],
  peekWeighting: () => [weighting(), 'first'],
  pop: () => [weighting(), scalar(), 'first'],
  push: () => [contents(), vector(), scalar(), 'last'],
  randomMemory: () => [BATCH, ROWS, WIDTH, 0.1, 1],
  read: () => [memory(), weighting()],
  scatterRows: () => [tf.zeros([BATCH, 2]), tf.zeros([BATCH, 2, WIDTH]), ROWS],
  write: () => [memory(), weighting(), vector(), vector()],
  writeTogether: () => [memory(), [{weighting: weighting(), eraseVector: vector(), addVector: vector()}]],
};

const headArgs = {width: WIDTH, shiftRange: 1, activation: 'tanh', weightingClip: 10};

/** Entrances of `@ntmjs/heads`. */
export const heads: Samples = {
  addressingLayout: () => [WIDTH, 1],
  layoutSize: () => [{key: WIDTH, keyStrength: 1}],
  readHead: () => [headArgs],
  splitInterface: () => [tf.zeros([BATCH, 4]), [{key: WIDTH, keyStrength: 1}]],
  writeHead: () => [headArgs],
  writeLayout: () => [WIDTH, 1],
};
